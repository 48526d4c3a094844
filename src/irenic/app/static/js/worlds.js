// Worlds as links: from a finding to the run that shows it.

import { el } from "./say.js";
import { linkTo } from "./state.js";

/** Address of a run on the map; the study is named even where it is the newest. */
export function replayLink(study, strategy, world, replicate = 0, against = "") {
  const changes = { study, strategy, world, replicate };
  if (against) changes.against = against;
  return linkTo("/map", changes);
}

/**
 * Some worlds, each with a link to its run and why things happened in it.
 * @param {string} study @param {string[]} arms strategies that the question names, the first is replayed
 * @param {Array<{world: number, replicate: number, share: number}>} worlds
 */
export function worldList(study, arms, worlds) {
  if (!worlds.length) return null;
  return el("ul", { class: "worlds" }, worlds.map((one) => el("li", {},
    el("a", { href: replayLink(study, arms[0], one.world, one.replicate, arms[1] ?? "") }, `World ${one.world}`),
    ` (so in ${Math.round(100 * one.share)}% of its runs)`)));
}

