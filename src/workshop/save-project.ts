import { download } from '../ui/download.ts';
import { nameOf } from './state/read-project.ts';

/** Hands out a project as a file, also one that this page cannot read. */
export function saveProject(project: unknown): void {
  const name =
    nameOf(project)
      .replaceAll(/[^\w-]+/g, '-')
      .replaceAll(/^-+|-+$/g, '') || 'project';
  download(`${JSON.stringify(project, null, 2)}\n`, `${name}.tiller-project.json`, 'application/json');
}
