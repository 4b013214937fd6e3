'use strict';

// A clock that the test moves ahead, around a worker of the library: what Playwright's
// page.clock is to pages, which does not reach shared workers. It is in place before
// the library is loaded, which takes its time and its timers from it, unchanged.
//
// Between moves it runs as the machine's does. A move has each timer fire once that
// falls due by it, in their order, as after the sleep of a laptop.
//
// A move comes as a broadcast of the page around, which the worker repeats to all its
// pages once it was made. client: amazon-connect-streams src/worker.js, BROADCAST.

{
  const MOVE = 'clock::move'; // streams.AgentPage.MoveWorker sends it

  const { Date: RealDate, clearTimeout: forget, setTimeout: wake } = self;
  const timers = new Map(); // by id
  let ahead = 0;
  let lastID = 0;

  const now = () => RealDate.now() + ahead;

  self.Date = new Proxy(RealDate, {
    construct: (date, args, as) => Reflect.construct(date, args.length > 0 ? args : [now()], as),
    apply: () => new RealDate(now()).toString(),
    get: (date, key, as) => (key === 'now' ? now : Reflect.get(date, key, as)),
  });

  function arm(id, timer) {
    timer.handle = wake(() => fire(id), Math.max(0, timer.due - now()));
  }

  function fire(id) {
    const timer = timers.get(id);
    if (!timer) return; // one before it has cleared it
    if (timer.again) {
      timer.due = now() + timer.delay;
      arm(id, timer);
    } else {
      timers.delete(id);
    }
    timer.task(...timer.args);
  }

  function set(again, task, delay, args) {
    const timer = { again, task, args, delay: Number(delay) || 0 };
    timer.due = now() + timer.delay;
    timers.set(++lastID, timer);
    arm(lastID, timer);
    return lastID;
  }

  function clear(id) {
    forget(timers.get(id)?.handle);
    timers.delete(id);
  }

  self.setTimeout = (task, delay, ...args) => set(false, task, delay, args);
  self.setInterval = (task, delay, ...args) => set(true, task, delay, args);
  self.clearTimeout = clear;
  self.clearInterval = clear;

  function move(by) {
    ahead += by;
    for (const [id, timer] of [...timers].sort(([, a], [, b]) => a.due - b.due)) {
      forget(timer.handle);
      if (timer.due > now()) {
        arm(id, timer);
        continue;
      }
      try {
        fire(id);
      } catch (error) {
        reportError(error);
      }
    }
  }

  self.addEventListener('connect', ({ ports: [port] }) => {
    port.addEventListener('message', ({ data: { event, data } }) => {
      if (event === 'broadcast' && data.event === MOVE) move(data.data);
    });
  });
}
