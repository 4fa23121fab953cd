'use strict';
// Sorting, filters and the rows behind a number. What the page says stands in its HTML; this adds only ways of looking at it.
(() => {
  const letters = new Intl.Collator('da', { numeric: true });
  const FEWEST_TO_FILTER = 13; // more than the months of a year
  const MANY = 20;
  let made = 0;

  // An element with attributes and children; text is text, never markup.
  function make(tag, attributes = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...children);
    return node;
  }

  const plain = (text) => text.trim().toLocaleLowerCase('da');
  const count = (number) => number.toLocaleString('da-DK');
  const said = make('p', { role: 'status', class: 'kun-hoert' });

  // --- Sorting ---------------------------------------------------------------------------------------------------

  // What a cell is sorted by; null for a cell that holds nothing to sort by, which comes last whichever way.
  function keyOf(cell, kind) {
    const text = cell.dataset.v ?? cell.textContent.trim();
    if (text === '' || text === '–') return null;
    if (kind === 'tekst') return text;
    if (kind === 'dag') {
      const day = /^(\d\d)-(\d\d)-(\d{4})$/.exec(text);
      return day ? Number(day[3] + day[2] + day[1]) : null;
    }
    const number = Number(text.replaceAll('.', '').replace(',', '.').replace('−', '-'));
    return Number.isNaN(number) ? null : number;
  }

  function inOrder(nodes, key, way) {
    const keyed = nodes.map((node) => [key(node), node]);
    keyed.sort(([one], [other]) => {
      if (one === null || other === null) return (one === null) - (other === null);
      return way * (typeof one === 'string' ? letters.compare(one, other) : one - other);
    });
    return keyed.map(([, node]) => node);
  }

  // Rows are sorted within their group, and groups by their sums: parts stay under what they are parts of.
  function sort(table, at, kind, way) {
    const key = (row) => (row.cells[at] ? keyOf(row.cells[at], kind) : null);
    const bodies = table.foersteOrden.map(([body]) => body);
    const groups = bodies.filter((body) => body.rows.length > 1 && body.rows[0].matches('.sum'));
    const whole = groups.every((body) => body.rows[0].cells.length > at);
    const sorted = way && whole ? inOrder(groups, (body) => key(body.rows[0]), way) : groups;
    for (const [body, rows] of table.foersteOrden) {
      const [head, parts] = [rows.filter((row) => row.matches('.sum')), rows.filter((row) => !row.matches('.sum'))];
      body.append(...(way ? [...head, ...inOrder(parts, key, way)] : rows));
    }
    const next = sorted.values();
    table.append(...bodies.map((body) => (groups.includes(body) ? next.next().value : body)));
  }

  function sortable(table) {
    table.foersteOrden = [...table.tBodies].map((body) => [body, [...body.rows]]);
    const headings = [...table.tHead.rows[table.tHead.rows.length - 1].cells];
    for (const [at, heading] of headings.entries()) {
      const kind = heading.dataset.slags;
      if (!kind || table.rows.length < 3) continue;
      const button = make('button', { type: 'button', class: 'sorter' });
      button.append(...heading.childNodes);
      heading.append(button);
      button.addEventListener('click', () => {
        const before = heading.getAttribute('aria-sort');
        const next = { ascending: 'descending', descending: null }[before];
        const now = next === undefined ? 'ascending' : next;
        headings.forEach((each) => each.removeAttribute('aria-sort'));
        if (now) heading.setAttribute('aria-sort', now);
        sort(table, at, kind, { ascending: 1, descending: -1 }[now] ?? 0);
        const how = { ascending: 'stigende', descending: 'faldende' }[now];
        said.textContent = how ? `Sorteret efter ${button.textContent}, ${how}.` : 'Den oprindelige rækkefølge.';
      });
    }
  }

  // --- Filters ---------------------------------------------------------------------------------------------------

  // A sum stands as long as any of its parts does.
  function filter(rows, bodies, wanted) {
    for (const row of rows) row.hidden = !wanted(row);
    for (const body of bodies) {
      if (body.rows.length > 1 && body.rows[0].matches('.sum')) {
        body.rows[0].hidden = [...body.rows].slice(1).every((row) => row.hidden);
      }
    }
  }

  // A choice among the values that rows have: its label, its control, and what a row has of it.
  function chooser(name, rows, has) {
    const values = new Set(rows.map(has).filter((value) => value !== undefined));
    if (values.size < 2 || values.size > MANY) return null;
    const select = make('select', { id: `valg-${(made += 1)}` }, make('option', { value: '' }, 'alle'));
    for (const value of [...values].sort(letters.compare)) select.append(make('option', { value: `=${value}` }, value));
    return [make('label', { for: select.id }, name), select, has];
  }

  const within = (at) => (row) => row.cells[at]?.textContent.trim();
  const groupOf = (row) => (row.parentNode.rows[0].matches('.sum') ? row.parentNode.rows[0].cells[0].textContent : undefined);

  function filterable(table) {
    const rows = [...table.tBodies].flatMap((body) => [...body.rows]);
    const counted = rows.filter((row) => !row.matches('.sum'));
    if (rows.length < FEWEST_TO_FILTER) return;
    const headings = [...table.tHead.rows[table.tHead.rows.length - 1].cells];
    const choosers = headings.map((each, at) => 'gruppe' in each.dataset && chooser(each.textContent, counted, within(at)));
    if (table.dataset.grupper) choosers.unshift(chooser(table.dataset.grupper, counted, groupOf));
    filterWith(table, rows, counted, choosers.filter(Boolean));
  }

  function filterWith(table, rows, counted, choosers) {
    const search = make('input', { type: 'text', inputmode: 'search', id: `soeg-${(made += 1)}`, autocomplete: 'off', spellcheck: 'false' });
    const state = make('p', { role: 'status', class: 'viser' });
    const clear = make('button', { type: 'button' }, 'Vis alle');
    const apply = () => {
      const text = plain(search.value);
      const chosen = choosers.filter(([, select]) => select.value);
      filter(rows, table.tBodies, (row) =>
        (!text || plain(`${groupOf(row) ?? ''} ${row.textContent}`).includes(text)) &&
        chosen.every(([, select, has]) => `=${has(row)}` === select.value));
      const shown = counted.filter((row) => !row.hidden).length;
      const all = shown === counted.length;
      state.textContent = all ? `Viser alle ${count(shown)} rækker.` : `Viser ${count(shown)} af ${count(counted.length)} rækker.`;
      clear.hidden = !text && !chosen.length;
      state.classList.toggle('udvalg', !all);
    };
    clear.addEventListener('click', () => {
      search.value = '';
      choosers.forEach(([, select]) => { select.value = ''; });
      apply();
      search.focus();
    });
    search.addEventListener('input', apply);
    choosers.forEach(([, select]) => select.addEventListener('change', apply));
    const asked = make('div', { role: 'group', 'aria-label': `Vis rækker i: ${table.caption.textContent}`, class: 'filter' });
    asked.append(make('span', {}, make('label', { for: search.id }, 'Søg'), search));
    asked.append(...choosers.map(([label, select]) => make('span', {}, label, select)), clear, state);
    table.closest('.rul').before(asked);
    apply();
  }

  // --- The rows behind a number --------------------------------------------------------------------------------------

  const close = make('button', { type: 'button', class: 'luk' }, 'Luk');
  const heading = make('h2', { id: 'bag-titel', tabindex: '-1' });
  const content = make('div');
  const dialog = make('dialog', { 'aria-labelledby': 'bag-titel' }, make('div', { class: 'top' }, heading, close), content);

  // Rows are found by what their lists say of themselves; the age stands in the row.
  function found(asked) {
    const rows = [];
    for (const body of document.querySelectorAll(`.raekker table[data-liste="${asked.liste}"] tbody`)) {
      const own = { ...body.dataset, ...body.closest('table').dataset };
      if (['slags', 'team', 'ansvarlig', 'krav'].some((name) => name in asked && asked[name] !== own[name])) continue;
      for (const row of [...body.rows].filter((each) => !each.matches('.sum'))) {
        if ('alder' in asked && asked.alder !== row.cells[6].textContent) continue;
        rows.push([row, body.rows[0].textContent, own.hos]);
      }
    }
    return rows;
  }

  function shown(rows, like, title) {
    const titles = [...like.tHead.rows[0].cells].map((cell) => cell.cloneNode(false));
    [...like.tHead.rows[0].cells].forEach((cell, at) => { titles[at].textContent = cell.textContent; });
    titles.forEach((cell) => cell.removeAttribute('aria-sort'));
    const [duty, whose] = ['Krav', 'Ansvarlig'].map((text) => make('th', { scope: 'col', 'data-slags': 'tekst', 'data-gruppe': '' }, text));
    titles.splice(1, 0, duty, whose);
    const body = make('tbody');
    for (const [row, krav, hos] of rows) {
      const copy = row.cloneNode(true);
      copy.hidden = false;
      copy.cells[0].after(make('td', { class: 'ord' }, krav), make('td', { class: 'ord' }, hos));
      body.append(copy);
    }
    return make('table', {}, make('caption', { class: 'kun-hoert' }, title), make('thead', {}, make('tr', {}, ...titles)), body);
  }

  function open(asked, title) {
    const rows = found(asked);
    heading.textContent = title;
    content.replaceChildren();
    if (rows.length) {
      const table = shown(rows, rows[0][0].closest('table'), title);
      content.append(make('div', { class: 'rul', tabindex: '0', role: 'region', 'aria-label': title }, table));
      sortable(table);
      filterable(table);
    } else content.append(make('p', {}, 'Ingen rækker.'));
    dialog.showModal();
    heading.focus();
  }

  function drillable(link) {
    const button = make('button', { type: 'button', class: 'bag', 'aria-haspopup': 'dialog', 'aria-label': link.getAttribute('aria-label') });
    Object.assign(button.dataset, link.dataset);
    button.append(...link.childNodes);
    button.addEventListener('click', () => open(button.dataset, `Rækkerne bag ${button.dataset.navn}`));
    link.replaceWith(button);
  }

  close.addEventListener('click', () => dialog.close());
  dialog.addEventListener('close', () => { if (!dialog.open) content.replaceChildren(); });
  dialog.addEventListener('click', (event) => { if (event.target === dialog) dialog.close(); });

  // --- Opening and paper ---------------------------------------------------------------------------------------------

  function openAll(place) {
    const own = [...place.querySelectorAll('details')];
    const button = make('button', { type: 'button', class: 'aabn' }, 'Åbn alle');
    button.addEventListener('click', () => {
      const opening = own.some((each) => !each.open);
      own.forEach((each) => { each.open = opening; });
      button.textContent = opening ? 'Luk alle' : 'Åbn alle';
    });
    place.querySelector('p').after(button);
  }

  // On paper everything is open but the lists of rows; where rows are shown, they are what is printed.
  let opened = [];
  let paper = null;
  window.addEventListener('beforeprint', () => {
    opened = [...document.querySelectorAll('details:not([open], .hos)')];
    opened.forEach((each) => { each.open = true; });
    if (dialog.open) {
      paper = make('section', { class: 'papir' }, make('h2', {}, heading.textContent), content.cloneNode(true));
      document.body.append(paper);
    }
  });
  window.addEventListener('afterprint', () => {
    opened.forEach((each) => { each.open = false; });
    paper?.remove();
  });

  document.body.append(dialog, said);
  document.querySelectorAll('table:not(.data)').forEach((table) => { sortable(table); filterable(table); });
  document.querySelectorAll('a.bag').forEach(drillable);
  document.querySelectorAll('section.raekker').forEach(openAll);
})();
