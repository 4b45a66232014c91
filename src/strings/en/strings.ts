/** English: the frame, the glossary, and one file a lesson. */
import { agentPreference } from './agent-preference.ts';
import { clp } from './clp.ts';
import { credit } from './credit.ts';
import { crowd } from './crowd.ts';
import { decoding } from './decoding.ts';
import { ensemble } from './ensemble.ts';
import { fork } from './fork.ts';
import { frame } from './frame.ts';
import { front } from './front.ts';
import { glossary } from './glossary.ts';
import { goalReward } from './goal-reward.ts';
import { goodhart } from './goodhart.ts';
import { imitation } from './imitation.ts';
import { leftovers } from './leftovers.ts';
import { reward } from './reward.ts';
import { soups } from './soups.ts';
import { soupsWithoutKl } from './soups-without-kl.ts';
import { steer } from './steer.ts';
import { taste } from './taste.ts';
import { trainYourOwn } from './train-your-own.ts';
import { tugOfWar } from './tug-of-war.ts';
import { whoseReward } from './whose-reward.ts';

export const strings = {
  frame,
  glossary,
  /** By lesson id. */
  lessons: {
    reward,
    'tug-of-war': tugOfWar,
    front,
    soups,
    'soups-without-kl': soupsWithoutKl,
    fork,
    clp,
    steer,
    decoding,
    imitation,
    'goal-reward': goalReward,
    'agent-preference': agentPreference,
    leftovers,
    crowd,
    ensemble,
    goodhart,
    taste,
    'whose-reward': whoseReward,
    credit,
    'train-your-own': trainYourOwn,
  },
} as const;
