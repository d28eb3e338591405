/* Inside the frame: tells the page around it how high we are, and nothing else.
   Only pages that the business listed can be around us (frame-ancestors). */
(function () {
  'use strict';
  var listed = document.currentScript.dataset.origins.split(' ').filter(Boolean);
  var above = window.location.ancestorOrigins;
  var around = above && above.length
    ? listed.filter(function (origin) { return origin === above[0]; }) : listed;
  var last = 0;
  function tell() {
    var height = Math.ceil(document.documentElement.getBoundingClientRect().height);
    if (height === last) { return; }
    last = height;
    around.forEach(function (origin) {
      window.parent.postMessage({ type: 'said-and-done:height', height: height }, origin);
    });
  }
  if (window.parent === window) { return; }
  window.addEventListener('load', tell);
  if (window.ResizeObserver) { new ResizeObserver(tell).observe(document.body); }
  tell();
}());
