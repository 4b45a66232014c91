/** The control that some methods have, and how its value is read. */

/** Option name to value, as a pack or a reader sets it; each method reads its own and ignores the rest. */
export type MethodOptions = Readonly<Record<string, number | string>>;

export interface NumberOption {
  readonly kind: 'number';
  /** In packs and addresses. */
  readonly name: string;
  /** Where nobody says one. */
  readonly usual: number;
  /** What the control offers; a pack may say any finite number. */
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** Beside the control. */
  readonly symbol: string;
  /** Of the control, as it is read out. */
  readonly label: string;
  /** Beyond this value nothing was trained. */
  readonly trainedUpTo?: number;
  /** A line below the control: within what was trained, and beyond it. */
  readonly notes?: { readonly within: string; readonly beyond: string };
}

export interface ChoiceOption<Choice extends string = string> {
  readonly kind: 'choice';
  readonly name: string;
  readonly usual: Choice;
  readonly label: string;
  /** Each with its name in the interface, in the order of the control. */
  readonly choices: readonly { readonly id: Choice; readonly label: string }[];
}

export type MethodOption = NumberOption | ChoiceOption;

/** @throws RangeError when the option is set to anything but a finite number. */
export function readNumber({ name, usual }: NumberOption, options: MethodOptions = {}): number {
  const value = options[name] ?? usual;
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new RangeError(`${name} is ${value}, expected a finite number`);
  return value;
}

/** @throws RangeError when the option is set to none of its choices. */
export function readChoice<Choice extends string>({ name, usual, choices }: ChoiceOption<Choice>, options: MethodOptions = {}): Choice {
  const value = options[name] ?? usual;
  const choice = choices.find(({ id }) => id === value);
  if (!choice) throw new RangeError(`${name} is ${value}, expected one of ${choices.map(({ id }) => id).join(', ')}`);
  return choice.id;
}
