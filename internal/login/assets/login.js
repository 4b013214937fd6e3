"use strict";

// The pages work without this. It is for windows: one that was opened to sign in tells
// whoever opened it and closes, and a page within a frame signs in through such a
// window at a provider, which no frame may show.
(() => {
  const signedIn = "rejoin:signed-in";

  const done = document.getElementById("done");
  if (done && window.opener) {
    // The code is for a page of this server alone, which may be within the one that
    // opened the window. Any other one learns that it can try again.
    if (done.dataset.code) {
      const pages = [window.opener];
      for (let i = 0; i < window.opener.length; i++) {
        pages.push(window.opener[i]);
      }
      for (const page of pages) {
        page.postMessage({ type: signedIn, code: done.dataset.code }, window.location.origin);
      }
    }
    window.opener.postMessage({ type: signedIn }, "*");
    window.close();
  }

  const single = document.getElementById("single");
  if (!single || window.parent === window) {
    return;
  }
  const goOn = new URLSearchParams(single.search).get("return") || single.dataset.home || "/login";
  single.addEventListener("click", (event) => {
    const at = new URL(single.href);
    at.searchParams.set("popup", "1");
    const popup = window.open(at, "rejoin-sign-in", "popup,width=480,height=680");
    if (popup) {
      event.preventDefault();
    } else {
      single.target = "_blank";
      single.rel = "opener";
    }
  });
  window.addEventListener("message", async (event) => {
    if (event.origin !== window.location.origin || event.data?.type !== signedIn || !event.data.code) {
      return;
    }
    const answer = await fetch("/login/redeem", {
      method: "POST",
      body: new URLSearchParams({ code: event.data.code }),
    });
    if (answer.ok) {
      window.location.assign(goOn);
    }
  });
})();
