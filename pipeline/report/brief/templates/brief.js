"use strict";
(function () {
  var root = document.documentElement;
  var button = document.getElementById("language");

  function speak(language) {
    if (language !== root.lang) {
      document.querySelectorAll("[data-other]").forEach(function (mark) {
        var other = mark.getAttribute("data-other");
        mark.setAttribute("data-other", mark.getAttribute("aria-label"));
        mark.setAttribute("aria-label", other);
        mark.querySelector("title").textContent = other;
      });
    }
    root.lang = language;
    root.dir = language === "ar" ? "rtl" : "ltr";
    document.title = root.getAttribute("data-title-" + language);
  }

  // A page opened as a file may have no storage; then the choice holds for as long as the page is open.
  function remembered() {
    try { return localStorage.getItem("marsad-language"); } catch (error) { return null; }
  }
  function remember(language) {
    try { localStorage.setItem("marsad-language", language); } catch (error) { /* see above */ }
  }

  var asked = new URLSearchParams(location.search).get("lang") || remembered();
  if (asked === "en" || asked === "ar") speak(asked);
  button.hidden = false;
  button.addEventListener("click", function () {
    speak(root.lang === "ar" ? "en" : "ar");
    remember(root.lang);
  });

  // A number leads to its sentence, which may be folded away.
  function unfold() {
    var target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    var details = target && (target.closest("details") || (target.matches("article") && target.querySelector("details")));
    if (details) { details.open = true; target.scrollIntoView(); }
  }
  addEventListener("hashchange", unfold);
  unfold();

  // Paper cannot be clicked: what is folded is printed, and folded again afterwards.
  var opened = [];
  addEventListener("beforeprint", function () {
    opened = Array.from(document.querySelectorAll("details:not([open])"));
    opened.forEach(function (details) { details.open = true; });
  });
  addEventListener("afterprint", function () {
    opened.forEach(function (details) { details.open = false; });
  });
})();
