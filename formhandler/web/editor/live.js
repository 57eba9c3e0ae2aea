// Loads the page anew when the site has been built anew. Only `pameldt serve` sends it.
"use strict";

const version = document.currentScript.dataset.version;
const pause = 200;

const isTyping = () =>
  [...document.querySelectorAll("input, textarea")].some((field) => field.value !== field.defaultValue);

async function look() {
  if (!document.hidden && !isTyping()) {
    try {
      const answer = await fetch("/_live/", { cache: "no-store" });
      if (answer.ok && (await answer.text()) !== version) {
        location.reload();
        return;
      }
    } catch {
      // The server is away: ask again until it is back.
    }
  }
  setTimeout(look, pause);
}

look();
