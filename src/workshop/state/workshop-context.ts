/** Hands the wired workshop to its components. */
import { createContext, use } from 'react';
import { useStore } from 'zustand';
import type { ProjectState } from './project.ts';
import type { Workshop } from './workshop.ts';

export const WorkshopContext = createContext<Workshop | undefined>(undefined);

/** @throws Error outside a WorkshopContext. */
export function useWorkshop(): Workshop {
  const workshop = use(WorkshopContext);
  if (!workshop) throw new Error('useWorkshop: expected to be inside a WorkshopContext');
  return workshop;
}

/** A part of the project's state, drawn again when it changes. */
export function useProject<Part>(part: (state: ProjectState) => Part): Part {
  return useStore(useWorkshop().project, part);
}
