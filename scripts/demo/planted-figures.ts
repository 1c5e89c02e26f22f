import type { World } from '../simulator/world.js';
import type { PlantedFigure, ReportReader } from './planted-figure.js';
import { releaseFigures } from './release-figures.js';
import { newTopicFigure, scoreFigures } from './weekly-figures.js';

/** Every planted truth that a report has a figure for, in the order of the story. */
export async function plantedFigures(reader: ReportReader, world: World): Promise<PlantedFigure[]> {
  const { weeks, releases, newTopic } = world.plan;
  const figures = [
    ...(await scoreFigures(reader, world, 0)),
    await newTopicFigure(reader, world, Math.ceil(newTopic.fullDay / 7)),
    ...(await scoreFigures(reader, world, weeks - 1)),
  ];
  for (const release of releases) figures.push(...(await releaseFigures(reader, world, release)));
  return figures;
}
