import type { World } from '../simulator/world.js';
import type { PlantedFigure, ReportReader } from './planted-figure.js';
import { releaseFigures } from './release-figures.js';
import { candidateFigures, productionFigures } from './weekly-figures.js';

/** Every planted truth that a report has a figure for, in the order of the story. */
export async function plantedFigures(reader: ReportReader, world: World): Promise<PlantedFigure[]> {
  const last = world.plan.weeks - 1;
  const figures = [
    ...(await candidateFigures(reader, world, 0)),
    ...(await candidateFigures(reader, world, last)),
    ...(await productionFigures(reader, world, last)),
  ];
  for (const release of world.plan.releases) figures.push(...(await releaseFigures(reader, world, release)));
  return figures;
}
