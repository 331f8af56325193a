// On every page: who signs out takes the lists of the door with them, and a workshop that is over has none.
import { forgetLists } from "./kept.js";

const quietly = (work) => work.catch(() => {});

quietly(forgetLists({ over: true }));

for (const form of document.querySelectorAll('form[action$="/sign-out"]'))
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await Promise.race([quietly(forgetLists()), new Promise((done) => setTimeout(done, 2000))]);
    form.submit();
  });
