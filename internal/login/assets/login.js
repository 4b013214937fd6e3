"use strict";

// The pages work without this. It is for windows: one that was opened to sign in tells
// whoever opened it and closes, a page within a frame signs in through such a window at
// a provider, which no frame may show, and goes on when its user has signed in anywhere.
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

  const form = document.querySelector('form[action="/login"]');
  if (!form || window.parent === window) {
    return;
  }
  const goOn = new URL("/login", window.location.origin);
  goOn.searchParams.set("return", form.elements.return.value || form.dataset.home);

  const isSignedIn = async () => {
    const answer = await fetch(goOn, { redirect: "manual" }).catch(() => undefined);
    return answer?.type === "opaqueredirect";
  };

  // Whoever holds the frame may believe that it has gone on, and loads it no more.
  window.setInterval(async () => {
    if (await isSignedIn()) {
      window.location.replace(goOn);
    }
  }, 5000);

  // In a browser that keeps the cookies of frames apart a window hands its sign-in on.
  window.addEventListener("message", async (event) => {
    if (event.origin !== window.location.origin || event.data?.type !== signedIn || !event.data.code) {
      return;
    }
    const redeem = () => fetch("/login/redeem", { method: "POST", body: new URLSearchParams({ code: event.data.code }) });
    if ((await isSignedIn()) || (await redeem()).ok) {
      window.location.replace(goOn);
    }
  });

  const single = document.getElementById("single");
  single?.addEventListener("click", (event) => {
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
})();
