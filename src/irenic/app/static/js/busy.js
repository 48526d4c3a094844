// Whether the page still waits for something: the pointer shows it, and so does an attribute of the document.

const root = document.documentElement;
let waiting = 0;

function begin() {
  waiting += 1;
  root.dataset.busy = "";
}

function end() {
  waiting -= 1;
  if (waiting === 0) delete root.dataset.busy;
}

/**
 * The page is busy until a promise has ended. What follows from it at once is begun before that is taken back.
 * @template T @param {Promise<T>} promise @returns {Promise<T>}
 */
export function busyUntil(promise) {
  begin();
  const later = () => setTimeout(end);
  promise.then(later, later);
  return promise;
}

if (document.readyState !== "complete") {
  busyUntil(new Promise((done) => addEventListener("load", done, { once: true })));
}
