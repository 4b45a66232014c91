/** A button to end what takes long; it comes into sight only after two seconds, so that what is quick stays calm. */
export function LateCancel({ onCancel }: { readonly onCancel: () => void }) {
  return (
    <button type="button" className="button plain late" onClick={onCancel}>
      Cancel
    </button>
  );
}
