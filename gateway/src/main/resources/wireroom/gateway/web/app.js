"use strict";
/* Everything that comes from a wire is put on the page as text, never as markup. */
(() => {
  const MOST = 300;
  const TYPES = { PER: "person", ORG: "organisation", LOC: "place" };
  const $ = (id) => document.getElementById(id);
  const view = $("view");

  // --- elements ---------------------------------------------------------------------------------------------------
  function el(tag, options, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(options || {})) {
      if (value === null || value === undefined || value === false) continue;
      if (name === "class") node.className = value;
      else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else node.setAttribute(name, value === true ? "" : value);
    }
    for (const child of children.flat(Infinity)) {
      if (child !== null && child !== undefined && child !== false) node.append(child);
    }
    return node;
  }
  const show = (...nodes) => view.replaceChildren(...nodes.filter(Boolean));
  const articleUrl = (id) => "#/article/" + encodeURIComponent(id);
  const storyUrl = (id) => "#/story/" + encodeURIComponent(id);
  const searchUrl = (q) => "#/search?q=" + encodeURIComponent(q);
  const quoted = (text) => '"' + String(text).replace(/["\\]/g, "\\$&") + '"';
  const announce = (text) => { $("announce").textContent = text; };
  const title = (text) => { document.title = text ? text + " · Wireroom" : "Wireroom"; };

  function webLink(href, text) {
    return /^https?:\/\//i.test(href || "") ? el("a", { href, rel: "noopener noreferrer nofollow" }, text || href) : String(text || href);
  }
  const two = (n) => String(n).padStart(2, "0");
  function clock(iso) {
    const t = new Date(iso);
    return two(t.getHours()) + ":" + two(t.getMinutes()) + ":" + two(t.getSeconds());
  }
  const day = (iso) => new Date(iso).toLocaleDateString(undefined, { day: "numeric", month: "short" });
  const full = (iso) => (iso ? new Date(iso).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium" }) : "–");
  const today = (iso) => new Date(iso).toDateString() === new Date().toDateString();

  async function get(url) {
    const answer = await fetch(url, { headers: { Accept: "application/json" } });
    const body = await answer.json();
    if (!answer.ok) throw Object.assign(new Error(body.detail), { problem: body });
    return body;
  }
  function problem(error) {
    const p = error.problem;
    return el("div", { class: "problem", role: "alert" },
      el("strong", {}, p ? p.detail : "The gateway does not answer."),
      p && p.picture ? el("pre", {}, p.picture) : null,
      el("p", { class: "mend" }, p ? p.mend : "It is tried again; see whether wireroom is running."));
  }

  // --- text with entities -----------------------------------------------------------------------------------------
  function mentionsOf(article) {
    const all = [];
    (article.entities || []).forEach((entity, index) => entity.mentions.forEach((m) => all.push({ start: m.start, end: m.end, entity, index })));
    return all.sort((a, b) => a.start - b.start);
  }
  function marked(text, from, to, mentions) {
    const nodes = [];
    let at = from;
    for (const m of mentions) {
      if (m.start < at || m.end > to) continue;
      if (m.start > at) nodes.push(text.slice(at, m.start));
      nodes.push(el("mark", { class: m.entity.type, "data-label": m.entity.type, "data-entity": m.index, title: m.entity.name + " · " + TYPES[m.entity.type] },
        text.slice(m.start, m.end), el("span", { class: "vh" }, " (" + TYPES[m.entity.type] + ")")));
      at = m.end;
    }
    if (at < to) nodes.push(text.slice(at, to));
    return nodes;
  }
  function paragraphs(article) {
    const text = article.body || "", mentions = mentionsOf(article), out = [];
    const gap = /\n{2,}/g;
    let from = 0, hit;
    while ((hit = gap.exec(text))) {
      if (hit.index > from) out.push(el("p", {}, marked(text, from, hit.index, mentions)));
      from = hit.index + hit[0].length;
    }
    if (from < text.length) out.push(el("p", {}, marked(text, from, text.length, mentions)));
    return out;
  }
  function lede(article) {
    const text = article.body || "";
    let to = Math.min(text.length, 420);
    if (to < text.length) {
      const space = text.lastIndexOf(" ", to);
      if (space > 200) to = space;
      mentionsOf(article).forEach((m) => { if (m.start < to && m.end > to) to = m.start; });
    }
    return el("p", { class: "lede" }, marked(text, 0, to, mentionsOf(article)), to < text.length ? " …" : null);
  }

  // --- one item of a list -----------------------------------------------------------------------------------------
  const isGone = (a) => a.status !== "USABLE" || (!a.headline && !a.body && a.embargo !== "NONE");
  function goneText(a) {
    if (a.status === "CANCELED") return "Killed: must not be used";
    return a.status === "WITHHELD" ? "Withheld: not for use until released" : "Under embargo again: not for use";
  }
  function urgency(a) {
    return a.urgency ? el("span", { class: "urg u" + a.urgency, title: "Urgency " + a.urgency + " of 9" }, el("span", { class: "vh" }, "Urgency "), String(a.urgency)) : null;
  }
  function when(iso) {
    return el("div", { class: "when" }, el("time", { datetime: iso, title: full(iso) }, clock(iso)), today(iso) ? null : el("span", { class: "day" }, day(iso)));
  }
  function flag(a) {
    if (a.action === "CORRECTION") return el("span", { class: "flag" }, "Correction");
    if (a.action === "UPDATE" || a.action === "RELEASE") return el("span", { class: "flag soft" }, a.action === "UPDATE" ? "Update" : "Released");
    return null;
  }
  function item(a) {
    const gone = isGone(a);
    const node = el("li", { class: "item" + (gone ? " gone" : ""), "data-id": a.id },
      when(a.versionCreated || a.receivedAt),
      el("article", {},
        el("div", { class: "kicker" }, urgency(a), el("span", { class: "provider" }, a.provider), a.dateline ? el("span", {}, a.dateline) : null,
          a.language ? el("span", { lang: "en" }, a.language) : null, a.version ? el("span", {}, "v" + a.version) : null, gone ? null : flag(a),
          a.duplicateOf ? el("a", { href: articleUrl(a.duplicateOf) }, a.duplicateKind === "EXACT" ? "copy" : "near copy") : null),
        el("h2", gone ? {} : { lang: a.language }, el("a", { href: articleUrl(a.id) }, gone ? goneText(a) : a.headline || a.slugline || a.uri)),
        gone || !a.body ? null : el("div", { lang: a.language }, lede(a)),
        gone || !a.mediaTopics || !a.mediaTopics.length ? null
          : el("div", { class: "chips" }, a.mediaTopics.slice(0, 5).map((t) => el("a", { class: "chip", href: searchUrl("topic:" + quoted(t.name)), title: t.code }, t.name)),
            a.story && a.story !== a.id ? el("a", { class: "chip", href: storyUrl(a.story) }, "story") : null)));
    return node;
  }

  // --- selection and keys -----------------------------------------------------------------------------------------
  let selected = null;
  function select(node) {
    view.querySelectorAll(".item.selected").forEach((one) => one.classList.remove("selected"));
    selected = node ? node.dataset.id : null;
    if (node) {
      node.classList.add("selected");
      node.querySelector("h2 a").focus({ preventScroll: true });
      node.scrollIntoView({ block: "nearest" });
    }
  }
  function step(by) {
    const items = [...view.querySelectorAll(".item")];
    const at = items.findIndex((one) => one.dataset.id === selected);
    const next = items[at < 0 ? 0 : Math.max(0, Math.min(items.length - 1, at + by))];
    if (next) select(next);
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (event.key === "Escape") {
      if ($("help").open) return;
      if (typing) event.target.blur();
      else if (location.hash && location.hash !== "#/") history.length > 1 ? history.back() : (location.hash = "#/");
      return;
    }
    if (typing || $("help").open) return;
    switch (event.key) {
      case "j": step(1); break;
      case "k": step(-1); break;
      case "/": { const box = view.querySelector("input"); if (box) box.focus(); else location.hash = "#/search"; break; }
      case "?": $("help").showModal(); break;
      case "s": location.hash = "#/sources"; break;
      case "p": if (wire.shown) wire.pause(!wire.paused); break;
      case "Enter": {
        if (event.target === document.body || event.target === view) {
          const open = view.querySelector(".item.selected h2 a");
          if (open) open.click();
        }
        return;
      }
      default: return;
    }
    event.preventDefault();
  });
  $("help-open").addEventListener("click", () => $("help").showModal());

  function state(kind, text) {
    $("state").className = "state " + kind;
    $("state-text").textContent = text;
  }

  // --- the live wire ----------------------------------------------------------------------------------------------
  const wire = {
    query: "", articles: new Map(), held: [], paused: false, shown: false, source: null, list: null, generation: 0, lastId: null,

    open() {
      this.shown = true;
      title("");
      const form = el("form", { class: "bar", role: "search", onsubmit: (e) => { e.preventDefault(); this.filter(form.elements.q.value.trim()); } },
        el("input", { name: "q", type: "search", value: this.query, placeholder: 'Filter the wire, e.g. topic:politics AND place:Lima', "aria-label": "Filter the live wire", autocomplete: "off", spellcheck: "false", maxlength: "2000" }),
        el("button", { class: "primary" }, "Filter"),
        el("button", { type: "button", id: "pause", "aria-pressed": String(this.paused), onclick: () => this.pause(!this.paused) }, "Pause"));
      this.trouble = el("div");
      this.fresh = el("button", { class: "fresh", hidden: true, onclick: () => this.pause(false) });
      this.list = el("ol", { "aria-label": "Articles, newest first" });
      this.empty = el("div");
      show(el("h1", { class: "vh" }, "Live wire"), form, this.trouble, this.fresh, this.list, this.empty);
      this.draw();
      if (!this.source) this.connect();
    },
    close() { this.shown = false; },
    filter(query) {
      if (query === this.query && this.source) return;
      this.query = query;
      this.disconnect();
      this.articles.clear();
      this.held = [];
      if (this.list) this.draw();
      this.connect();
    },
    disconnect() {
      this.generation++;
      if (this.source) this.source.close();
      this.source = null;
    },
    async connect() {
      const generation = ++this.generation;
      const early = [];
      let ready = false;
      state("", "connecting");
      const q = encodeURIComponent(this.query);
      // The stream is opened before the list is asked for: what arrives between them comes twice and is told apart by its emission.
      const source = new EventSource("/api/stream?from=now&q=" + q);
      this.source = source;
      const on = (name) => source.addEventListener(name, (event) => {
        if (generation !== this.generation) return;
        const data = JSON.parse(event.data);
        ready ? this.take(name, data) : early.push([name, data]);
      });
      ["article", "kill", "hold", "story"].forEach(on);
      source.addEventListener("edition", () => { if (generation === this.generation) { this.disconnect(); this.articles.clear(); this.connect(); } });
      source.onopen = () => { if (generation === this.generation) this.status(); };
      source.onerror = () => {
        if (generation !== this.generation) return;
        state("lost", "reconnecting");
        if (source.readyState === EventSource.CLOSED) {
          this.source = null;
          setTimeout(() => { if (generation === this.generation) this.connect(); }, 3000);
        }
      };
      try {
        const page = await get("/api/search?size=60&q=" + q);
        if (generation !== this.generation) return;
        if (this.trouble) this.trouble.replaceChildren();
        page.articles.reverse().forEach((a) => this.keep(a));
        ready = true;
        early.forEach(([name, data]) => this.take(name, data));
        if (this.shown) this.draw();
      } catch (error) {
        if (generation !== this.generation) return;
        if (error.problem) { this.disconnect(); state("lost", "filter not understood"); }
        ready = true;
        if (this.trouble) this.trouble.replaceChildren(problem(error));
        if (this.empty) this.empty.replaceChildren();
      }
    },
    /** Keeps an article at the top; false when it is older than what is there. */
    keep(a) {
      const known = this.articles.get(a.id);
      if (known && known.emission >= a.emission) return false;
      this.articles.delete(a.id);
      this.articles.set(a.id, a);
      if (this.articles.size > MOST) this.articles.delete(this.articles.keys().next().value);
      return true;
    },
    take(name, data) {
      if (name === "story") { pages.changed("story", data.id); return; }
      if (name === "article" && this.paused) { this.held.push(data); this.status(); return; }
      if (name !== "article") {
        this.held = this.held.filter((a) => a.id !== data.id);
        const known = this.articles.get(data.id);
        if (known && known.emission < data.emission) {
          const gone = { ...data, urgency: known.urgency, language: null };
          this.articles.set(data.id, gone);
          if (this.shown) this.row(gone, false);
          announce(goneText(data) + ": an article of " + data.provider);
        }
      } else if (this.keep(data) && this.shown) {
        this.row(data, true);
      }
      pages.changed("article", data.id);
      if (this.shown) this.empty.replaceChildren();
    },
    row(a, top) {
      const old = this.list.querySelector('[data-id="' + CSS.escape(a.id) + '"]');
      const node = item(a);
      if (a.id === selected) node.classList.add("selected");
      const focused = old && old.contains(document.activeElement);
      if (top) {
        node.classList.add("arrived");
        // Whoever reads further down is not moved.
        const before = document.documentElement.scrollHeight, y = window.scrollY;
        if (old) old.remove();
        this.list.prepend(node);
        if (y > 120) window.scrollTo(0, y + document.documentElement.scrollHeight - before);
        while (this.list.children.length > MOST) this.list.lastElementChild.remove();
        this.say();
      } else if (old) old.replaceWith(node);
      if (focused) node.querySelector("h2 a").focus({ preventScroll: true });
    },
    say() {
      clearTimeout(this.saying);
      this.arrivals = (this.arrivals || 0) + 1;
      this.saying = setTimeout(() => { announce(this.arrivals === 1 ? "One article arrived" : this.arrivals + " articles arrived"); this.arrivals = 0; }, 2000);
    },
    draw() {
      this.list.replaceChildren(...[...this.articles.values()].reverse().map(item));
      const again = selected && this.list.querySelector('[data-id="' + CSS.escape(selected) + '"]');
      if (again) again.classList.add("selected");
      this.empty.replaceChildren(...(this.articles.size ? [] : [this.teach()]));
      this.status();
    },
    teach() {
      if (this.query) {
        return el("div", { class: "empty" }, el("h1", {}, "Nothing matches yet"),
          el("p", {}, "The filter stays open: what matches will appear here as it arrives. Press ", el("kbd", {}, "?"), " for the query language."));
      }
      return el("div", { class: "empty" }, el("h1", {}, "The wire is quiet"),
        el("p", {}, "Articles appear here the moment they are enriched. Feed it a file or a folder of wire items:"),
        el("pre", {}, "./wireroom feed seeds"),
        el("p", {}, "Programs listen to the same stream:"),
        el("pre", {}, "curl -N '" + location.origin + "/api/stream?from=beginning'"),
        el("p", {}, "Press ", el("kbd", {}, "?"), " for keys and the query language."));
    },
    pause(on) {
      this.paused = on;
      if (!on) {
        const late = this.held.splice(0);
        late.forEach((a) => { if (this.keep(a) && this.shown) this.row(a, true); });
      }
      this.status();
    },
    status() {
      const button = $("pause");
      if (button) { button.setAttribute("aria-pressed", String(this.paused)); button.textContent = this.paused ? "Go on" : "Pause"; }
      if (this.fresh) {
        this.fresh.hidden = !this.held.length;
        this.fresh.textContent = this.held.length === 1 ? "1 article waits" : this.held.length + " articles wait";
      }
      if (this.source && this.source.readyState === EventSource.OPEN) this.paused ? state("paused", "paused") : state("live", "live");
    },
  };

  // --- article, story, search -------------------------------------------------------------------------------------
  const section = (name, ...children) => el("section", {}, el("h2", {}, name), children);
  const pages = {
    open: null,
    changed(kind, id) {
      if (this.open && this.open.kind === kind && this.open.id === id) {
        clearTimeout(this.again);
        this.again = setTimeout(() => { if (this.open && this.open.id === id) this[kind](id, true); }, 150);
      }
    },
    async article(id, quietly) {
      this.open = { kind: "article", id };
      if (!quietly) show(el("p", { class: "notice" }, "Loading …"));
      try {
        const path = "/api/articles/" + encodeURIComponent(id);
        const [a, revisions] = await Promise.all([get(path), get(path + "/revisions")]);
        if (!this.open || this.open.id !== id) return;
        const story = a.story ? await get("/api/stories/" + encodeURIComponent(a.story)).catch(() => null) : null;
        if (!this.open || this.open.id !== id) return;
        title(isGone(a) ? goneText(a) : a.headline);
        show(el("p", { class: "crumb" }, el("a", { href: "#/" }, "Wire"), " / ", a.provider),
          el("div", { class: "page" }, isGone(a) ? this.gone(a) : this.text(a, revisions), this.margin(a, story, revisions)));
        if (!quietly) { view.focus({ preventScroll: true }); window.scrollTo(0, 0); }
        else announce("The article was changed");
      } catch (error) {
        show(problem(error), el("p", {}, el("a", { href: "#/" }, "Back to the wire")));
      }
    },
    gone(a) {
      return el("article", { class: "article" }, el("div", { class: "gone-notice" }, el("h1", {}, goneText(a)),
        el("p", {}, a.status === "CANCELED" ? "The provider has withdrawn this article. Its text and all its revisions are erased here; erase every copy of yours."
          : "The provider holds this article back. Its text is not shown until it is released" + (a.embargoedUntil ? ", on " + full(a.embargoedUntil) : "") + ".")));
    },
    text(a, revisions) {
      const body = el("div", { class: "body", lang: a.language }, paragraphs(a));
      const article = el("article", { class: "article" },
        el("div", { class: "kicker" }, urgency(a), el("span", { class: "provider" }, a.provider), a.version ? el("span", {}, "version " + a.version) : null, flag(a), el("time", { datetime: a.versionCreated || a.receivedAt }, full(a.versionCreated || a.receivedAt))),
        el("h1", { lang: a.language }, a.headline || a.slugline || a.uri),
        el("p", { class: "credit" }, a.dateline ? el("b", {}, a.dateline) : null, a.dateline && a.byline ? " · " : null, a.byline ? "By " + a.byline : null),
        a.edNotes.map((note) => el("p", { class: "ednote" }, el("b", {}, "Note to editors: "), note)),
        a.summary && a.summary !== a.body ? el("p", { class: "summary", lang: a.language }, a.summary) : null);
      if (a.entities.length) {
        const toggle = el("button", { type: "button", "aria-pressed": "true", onclick: () => {
          const off = article.classList.toggle("plain");
          toggle.setAttribute("aria-pressed", String(!off));
        } }, "Mark names");
        article.append(el("div", { class: "legend" }, el("mark", { class: "PER", "data-label": "PER" }, "Person"), el("mark", { class: "ORG", "data-label": "ORG" }, "Organisation"), el("mark", { class: "LOC", "data-label": "LOC" }, "Place"), toggle));
      }
      article.append(body);
      article.append(this.revisions(revisions));
      return article;
    },
    margin(a, story, revisions) {
      const topics = a.mediaTopics.map((t) => el("li", {},
        el("div", { class: "topic-row" }, el("a", { href: searchUrl("topic:" + quoted(t.name)), title: t.code }, t.name),
          el("meter", { min: "0", max: "1", value: String(t.confidence), title: Math.round(t.confidence * 100) + " % confident" }), el("span", { class: "muted" }, Math.round(t.confidence * 100) + " %")),
        t.evidence.length ? el("p", { class: "evidence" }, t.origin === "WIRE" ? "said by the wire: " : "because of ", t.evidence.slice(0, 8).join(", ")) : null));
      const light = (index, on) => view.querySelectorAll('mark[data-entity="' + index + '"]').forEach((m) => m.classList.toggle("lit", on));
      const entities = a.entities.map((e, index) => el("li", {}, el("span", { class: "tag " + e.type, title: TYPES[e.type] }, e.type),
        el("button", { class: "entity", type: "button", title: e.why || e.id, onmouseenter: () => light(index, true), onmouseleave: () => light(index, false), onfocus: () => light(index, true), onblur: () => light(index, false),
          onclick: () => { const first = view.querySelector('mark[data-entity="' + index + '"]'); if (first) first.scrollIntoView({ block: "center" }); } }, e.name),
        el("span", { class: "count" }, " " + e.mentions.length + "×")));
      const others = story ? story.articles.filter((o) => o.id !== a.id) : [];
      return el("aside", { "aria-label": "About this article" },
        a.duplicateOf ? section("Copy", el("p", {}, a.duplicateKind === "EXACT" ? "Same text as " : "Mostly the same text as ", el("a", { href: articleUrl(a.duplicateOf) }, a.duplicateOf))) : null,
        others.length ? section("Story", el("p", {}, el("a", { href: storyUrl(a.story) }, story.title || "All " + story.members.length + " articles")),
          el("ul", {}, others.slice(0, 6).map((o) => el("li", {}, el("span", { class: "muted" }, o.provider + " "), el("a", { href: articleUrl(o.id), lang: o.language }, o.headline || goneText(o)))))) : null,
        topics.length ? section("Media topics", el("ul", {}, topics)) : null,
        entities.length ? section("Names", el("ul", {}, entities)) : null,
        section("Facts", el("dl", { class: "facts" }, [["Status", a.status.toLowerCase()], ["Action", a.action.toLowerCase() + " (" + a.actionRule + ")"], ["Received", full(a.receivedAt)], ["Language", a.language], ["Slugline", a.slugline],
          ["Keywords", a.keywords.join(", ")], ["Source", a.source + ", " + a.format], ["Embargo", a.embargo === "NONE" ? null : a.embargoedUntil ? full(a.embargoedUntil) : "open"], ["Usage", a.usageTerms], ["Deliveries", revisions.known.length ? String(revisions.known.reduce((n, r) => n + r.deliveries, 0)) : null],
          ["Noticed", a.anomalies.join(", ")], ["Id", a.id], ["Enriched by", a.pins.code]]
          .filter(([, value]) => value).map(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]),
          a.link ? [el("dt", {}, "Link"), el("dd", {}, webLink(a.link))] : null)));
    },
    revisions(data) {
      const texts = data.shown;
      const name = (r, i) => "Text " + (i + 1) + (r.version ? " (version " + r.version + ")" : "") + " · " + full(r.versionCreated || r.receivedAt);
      const table = el("table", {}, el("thead", {}, el("tr", {}, ["Version", "Made", "Did", "Status"].map((h) => el("th", { scope: "col" }, h)), el("th", { scope: "col", class: "narrow" }, "Deliveries"))),
        el("tbody", {}, data.known.map((r) => el("tr", {}, el("td", {}, r.version || "–", r.head ? el("b", {}, " · shown") : null), el("td", {}, full(r.versionCreated)), el("td", {}, r.action.toLowerCase()), el("td", {}, r.status.toLowerCase()), el("td", { class: "narrow" }, String(r.deliveries))))));
      const box = el("section", { class: "revisions" }, el("h2", {}, "Revisions"), data.known.length ? table : null);
      if (texts.length < 2) {
        box.append(el("p", { class: "evidence" }, "One text was shown so far; when it is corrected, both are compared here."));
        return box;
      }
      const out = el("div");
      const pick = (at) => el("select", { onchange: () => draw() }, texts.map((r, i) => el("option", { value: String(i), selected: i === at }, name(r, i))));
      const left = pick(texts.length - 2), right = pick(texts.length - 1);
      let sides = false;
      const toggle = el("button", { type: "button", "aria-pressed": "false", onclick: () => { sides = !sides; toggle.setAttribute("aria-pressed", String(sides)); draw(); } }, "Side by side");
      const draw = () => out.replaceChildren(compare(texts[left.value], texts[right.value], sides));
      box.append(el("div", { class: "compare" }, el("label", {}, "Compare ", left), el("label", {}, "with ", right), toggle), out);
      draw();
      return box;
    },
    async story(id, quietly) {
      this.open = { kind: "story", id };
      if (!quietly) show(el("p", { class: "notice" }, "Loading …"));
      try {
        const s = await get("/api/stories/" + encodeURIComponent(id));
        if (!this.open || this.open.id !== id) return;
        title(s.title || "Story");
        show(el("p", { class: "crumb" }, el("a", { href: "#/" }, "Wire"), " / story"),
          el("div", { class: "story" }, el("h1", {}, s.title || "Story"),
            el("p", { class: "credit" }, s.members.length + (s.members.length === 1 ? " article, " : " articles, ") + s.sources + (s.sources === 1 ? " independent text" : " independent texts") + (s.begin ? " · " + full(s.begin) + " to " + full(s.end) : "")),
            s.others.length ? el("p", { class: "credit" }, s.event === "SPLIT" ? "Split into " : "Taken up: ", s.others.map((o) => [el("a", { href: storyUrl(o) }, o), " "])) : null,
            el("ol", {}, s.articles.sort((x, y) => (x.versionCreated || x.receivedAt) < (y.versionCreated || y.receivedAt) ? 1 : -1).map(item))));
        if (!quietly) { view.focus({ preventScroll: true }); window.scrollTo(0, 0); }
      } catch (error) {
        show(problem(error), el("p", {}, el("a", { href: "#/" }, "Back to the wire")));
      }
    },
    async sources() {
      const mine = (this.open = { kind: "sources" });
      title("Sources");
      const out = el("div");
      show(el("h1", { class: "vh" }, "Sources"), out);
      const span = (iso) => {
        const minutes = Math.round(Math.abs(Date.now() - new Date(iso)) / 60000);
        return minutes < 1 ? "less than a minute" : minutes < 120 ? minutes + " min" : minutes < 2880 ? Math.round(minutes / 60) + " h" : Math.round(minutes / 1440) + " days";
      };
      const ago = (iso) => el("time", { datetime: iso, title: full(iso) }, span(iso) + " ago");
      const due = (iso) => el("time", { datetime: iso, title: full(iso) }, new Date(iso) < new Date() ? "due" : "in " + span(iso));
      const row = (s) => el("li", { class: "item source", "data-id": s.id },
        el("div", { class: "when" }, el("span", { class: "health " + (s.state === "OK" || s.state === "NEW" ? "well" : "ill") }, s.state.toLowerCase())),
        el("article", {},
          el("div", { class: "kicker" }, el("span", { class: "provider" }, s.kind || "source"), s.failures ? el("span", { class: "flag" }, s.failures + (s.failures === 1 ? " failure" : " failures")) : null,
            s.hub ? el("span", {}, "hub " + s.hub.state.toLowerCase(), s.hub.until ? [", lease ends ", due(s.hub.until)] : null) : null),
          el("h2", {}, el("a", { href: searchUrl("source:" + quoted(s.id)) }, s.id)),
          el("p", { class: "lede" }, s.lastSuccess ? ["read ", ago(s.lastSuccess)] : "never read", s.lastItem ? [" · last item ", ago(s.lastItem)] : null, s.nextPoll ? [" · next poll ", due(s.nextPoll)] : null,
            s.items === null ? null : " · " + s.items.toLocaleString() + (s.items === 1 ? " item" : " items"), s.gaps ? " · " + s.gaps + (s.gaps === 1 ? " gap" : " gaps") : null),
          s.detail ? el("p", { class: "evidence" }, (s.status ? s.status + ": " : "") + s.detail) : null,
          s.hub && s.hub.detail ? el("p", { class: "evidence" }, "hub: " + s.hub.detail) : null,
          s.silences.map((one) => el("div", { class: "problem" }, one.detail, el("p", { class: "mend" }, one.mend)))));
      const load = async () => {
        if (this.open !== mine) return;
        try {
          const all = (await get("/api/sources")).sources;
          if (this.open !== mine) return;
          const ill = (s) => (s.state === "OK" || s.state === "NEW" ? 1 : 0);
          all.sort((a, b) => ill(a) - ill(b) || (a.id < b.id ? -1 : 1));
          const focused = out.contains(document.activeElement);
          const amiss = all.filter((s) => !ill(s)).length;
          out.replaceChildren(
            el("p", { class: "total", role: "status" }, all.length ? all.length + (all.length === 1 ? " source" : " sources") + (amiss ? ", " + amiss + " not well" : ", all well") : "No source has been read yet."),
            el("ol", { "aria-label": "Sources, those that are not well first" }, all.map(row)));
          const again = selected && out.querySelector('[data-id="' + CSS.escape(selected) + '"]');
          if (again) {
            again.classList.add("selected");
            if (focused) again.querySelector("h2 a").focus({ preventScroll: true });
          }
        } catch (error) {
          if (this.open === mine) out.replaceChildren(problem(error));
        }
        setTimeout(load, 10000);
      };
      await load();
    },
    async search(parameters) {
      this.open = { kind: "search" };
      const mine = this.open;
      title("Search");
      const q = parameters.get("q") || "", from = Number(parameters.get("from")) || 0, sort = parameters.get("sort") === "relevance" ? "relevance" : "newest", size = 20;
      const go = (f, s) => "#/search?q=" + encodeURIComponent(q) + "&sort=" + s + (f ? "&from=" + f : "");
      const form = el("form", { class: "bar", role: "search", onsubmit: (e) => { e.preventDefault(); location.hash = "#/search?q=" + encodeURIComponent(form.elements.q.value.trim()) + "&sort=" + form.elements.sort.value; } },
        el("input", { name: "q", type: "search", value: q, placeholder: "Search headline and body, or entity:, topic:, place:, date: …", "aria-label": "Search", autocomplete: "off", spellcheck: "false", maxlength: "2000" }),
        el("select", { name: "sort", "aria-label": "Order", onchange: () => form.requestSubmit() }, el("option", { value: "newest", selected: sort === "newest" }, "Newest first"), el("option", { value: "relevance", selected: sort === "relevance" }, "Most relevant first")),
        el("button", { class: "primary" }, "Search"));
      const out = el("div");
      show(el("h1", { class: "vh" }, "Search"), form, out);
      if (!q) form.elements.q.focus();
      try {
        const page = await get("/api/search?q=" + encodeURIComponent(q) + "&from=" + from + "&size=" + size + "&sort=" + sort);
        if (this.open !== mine) return;
        const last = Math.min(from + page.articles.length, page.total);
        out.replaceChildren(
          el("p", { class: "total", role: "status" }, page.total ? (from + 1) + "–" + last + " of " + (page.exact ? "" : "more than ") + page.total.toLocaleString() : "Nothing found. Fewer words, or OR between them, find more.", page.complete ? null : " (the time for a search ran out: some may be missing)"),
          el("ol", {}, page.articles.map(item)),
          page.total > size ? el("div", { class: "pages" },
            el("button", { type: "button", disabled: from === 0, onclick: () => { location.hash = go(Math.max(0, from - size), sort); } }, "Newer"),
            el("button", { type: "button", disabled: last >= page.total, onclick: () => { location.hash = go(from + size, sort); } }, "Older")) : "");
        if (from) window.scrollTo(0, 0);
      } catch (error) {
        out.replaceChildren(problem(error));
      }
    },
  };

  // --- comparing two texts, word by word ---------------------------------------------------------------------------
  const words = (text) => (text || "").match(/\s+|[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu) || [];
  function changes(a, b) {
    let start = 0, ea = a.length, eb = b.length;
    while (start < ea && start < eb && a[start] === b[start]) start++;
    while (ea > start && eb > start && a[ea - 1] === b[eb - 1]) { ea--; eb--; }
    const out = [];
    const add = (kind, text) => { const last = out[out.length - 1]; if (last && last.kind === kind) last.text += text; else out.push({ kind, text }); };
    for (let i = 0; i < start; i++) add("same", a[i]);
    const n = ea - start, m = eb - start;
    if (n * m > 9000000) {
      for (let i = start; i < ea; i++) add("del", a[i]);
      for (let j = start; j < eb; j++) add("ins", b[j]);
    } else {
      const width = m + 1, length = new Uint16Array((n + 1) * width);
      for (let i = n - 1; i >= 0; i--) for (let j = m - 1; j >= 0; j--) {
        length[i * width + j] = a[start + i] === b[start + j] ? length[(i + 1) * width + j + 1] + 1 : Math.max(length[(i + 1) * width + j], length[i * width + j + 1]);
      }
      let i = 0, j = 0;
      while (i < n || j < m) {
        if (i < n && j < m && a[start + i] === b[start + j]) { add("same", a[start + i]); i++; j++; }
        else if (j >= m || (i < n && length[(i + 1) * width + j] >= length[i * width + j + 1])) add("del", a[start + i++]);
        else add("ins", b[start + j++]);
      }
    }
    for (let i = ea; i < a.length; i++) add("same", a[i]);
    return out;
  }
  function compare(old, now, sides) {
    const part = (list, skip) => list.filter((c) => c.kind !== skip).map((c) => c.kind === "same" ? c.text : el(c.kind, {}, c.text));
    const head = changes(words(old.headline), words(now.headline)), body = changes(words(old.body), words(now.body));
    const same = [...head, ...body].every((c) => c.kind === "same");
    if (same) return el("p", { class: "evidence" }, "Headline and body are the same.");
    if (!sides) return el("div", { class: "diff" }, el("h3", {}, part(head)), el("div", {}, part(body)));
    return el("div", { class: "diff sides" }, el("div", {}, el("h3", {}, part(head, "ins")), part(body, "ins")), el("div", {}, el("h3", {}, part(head, "del")), part(body, "del")));
  }

  // --- where we are -------------------------------------------------------------------------------------------------
  function route() {
    const hash = location.hash || "#/";
    const [path, query] = hash.slice(1).split("?", 2);
    const [, kind, id] = path.split("/");
    wire.close();
    pages.open = null;
    document.querySelectorAll("[data-nav]").forEach((a) => {
      const here = a.dataset.nav === (kind === "search" || kind === "sources" ? kind : kind ? "" : "wire");
      here ? a.setAttribute("aria-current", "page") : a.removeAttribute("aria-current");
    });
    let name = null;
    try { name = id && decodeURIComponent(id); } catch { name = id; }
    if (kind === "article" && name) pages.article(name);
    else if (kind === "story" && name) pages.story(name);
    else if (kind === "sources") pages.sources();
    else if (kind === "search") pages.search(new URLSearchParams(query || ""));
    else wire.open();
    if (kind && !wire.source) wire.connect();
  }
  window.addEventListener("hashchange", route);
  route();
})();
