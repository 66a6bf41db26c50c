"use strict";
(() => {
  const by = (id) => document.getElementById(id);
  const tidy = (text) => text.toUpperCase().replace(/[^0-9A-Z]/g, "");
  const make = (name, text) => {
    const element = document.createElement(name);
    if (text !== undefined) element.textContent = text;
    return element;
  };

  // Sorting: every heading gets a button; blanks stay last either way.
  const figure = (text) => {
    const parts = text.replace(",", ".").split(/[ /]/).map(Number);
    if (text === "" || parts.some(Number.isNaN)) return NaN;
    return parts.length === 3 ? parts[0] + parts[1] / parts[2] : parts.length === 2 ? parts[0] / parts[1] : parts[0];
  };
  const compare = (a, b) => {
    if (a.text === "" || b.text === "") return 0;
    if (!Number.isNaN(a.number) && !Number.isNaN(b.number)) return a.number - b.number;
    return a.text.localeCompare(b.text, "id", { numeric: true });
  };
  const sort = (table, column, heading) => {
    const rising = heading.getAttribute("aria-sort") !== "ascending";
    const body = table.tBodies[0];
    const rows = Array.from(body.rows, (row) => {
      const text = row.cells[column].textContent.trim();
      return { row, text, number: figure(text) };
    });
    rows.sort((a, b) => (a.text === "") - (b.text === "") || (rising ? compare(a, b) : compare(b, a)));
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", rising ? "ascending" : "descending");
    body.append(...rows.map((one) => one.row));
  };
  for (const table of document.querySelectorAll("table.hasil")) {
    Array.from(table.tHead.rows[0].cells).forEach((heading, column) => {
      const button = make("button");
      button.type = "button";
      button.setAttribute("aria-label", `Urutkan menurut ${heading.textContent}`);
      button.addEventListener("click", () => sort(table, column, heading));
      heading.append(button);
    });
  }

  const print = by("cetak");
  if (print) {
    print.hidden = false;
    print.addEventListener("click", () => window.print());
  }

  // Searching: every row by its number; numbers without a row by why they have none.
  const search = by("cari");
  if (!search) return;
  const rows = new Map();
  const exact = new Map();
  for (const cell of document.querySelectorAll("table.hasil tbody th")) {
    const key = tidy(cell.textContent);
    if (!rows.has(key)) rows.set(key, []);
    rows.get(key).push(cell.parentNode);
    exact.set(key, cell.textContent);
  }
  const listed = (id) => new Map(by(id).textContent.split("\n").filter(Boolean).map((text) => [tidy(text), text]));
  const waiting = listed("menunggu");
  const unlisted = listed("tak-tercantum");

  // Whether one key becomes the other by one change: a letter more, less, another, or two exchanged.
  const near = (a, b) => {
    if (Math.abs(a.length - b.length) > 1) return false;
    let start = 0;
    while (start < a.length && a[start] === b[start]) start += 1;
    const same = (i, j) => a.slice(i) === b.slice(j);
    const swapped = a[start] === b[start + 1] && a[start + 1] === b[start] && same(start + 2, start + 2);
    return same(start + 1, start + 1) || same(start + 1, start) || same(start, start + 1) || swapped;
  };
  const answer = by("jawaban");
  const field = by("nomor");

  const card = (row) => {
    const table = row.closest("table");
    const box = make("div");
    box.className = "jawab";
    box.append(make("h3", table.dataset.tahap), make("p", table.caption.textContent));
    const list = make("dl");
    list.className = "dua";
    Array.from(row.cells).forEach((cell, column) => {
      const text = cell.textContent.trim();
      if (text === "") return;
      list.append(make("dt", table.tHead.rows[0].cells[column].textContent));
      const meaning = column === Number(table.dataset.kode) ? by(`${table.dataset.arti}-${text}`) : null;
      list.append(make("dd", text + (meaning ? `: ${meaning.textContent}` : "")));
    });
    box.append(list);
    return box;
  };
  const suggestions = (key) => {
    const found = [];
    for (const known of [exact, waiting, unlisted]) {
      for (const [other, text] of known) if (found.length < 5 && near(key, other)) found.push(text);
    }
    return found;
  };
  const unknown = (text, key) => {
    if (waiting.has(key)) return [make("p", `Nomor ${text} terdaftar; hasil formasinya belum diumumkan.`)];
    if (unlisted.has(key)) {
      return [make("p", `Nomor ${text} terdaftar, tetapi tidak tercantum dalam daftar yang diumumkan.`)];
    }
    const similar = suggestions(key);
    if (!similar.length) {
      return [make("p", `Nomor ${text} tidak terdaftar pada seleksi ini. Periksa nomor pada kartu peserta Anda; ` +
        "bila sudah benar, hubungi panitia.")];
    }
    const line = make("p");
    line.className = "baris";
    for (const one of similar) {
      const button = make("button", one);
      button.type = "button";
      button.addEventListener("click", () => { field.value = one; find(); });
      line.append(button);
    }
    return [make("p", `Nomor ${text} tidak ditemukan; mungkin salah ketik. Nomor yang mirip:`), line];
  };
  const find = () => {
    const text = field.value.trim();
    const key = tidy(text);
    if (key === "") {
      answer.replaceChildren(make("p", "Ketik nomor peserta terlebih dahulu."));
    } else if (rows.has(key)) {
      answer.replaceChildren(make("p", `Nomor ${exact.get(key)} ditemukan.`), ...rows.get(key).map(card));
    } else {
      answer.replaceChildren(...unknown(text, key));
    }
  };
  by("formulir").addEventListener("submit", (event) => {
    event.preventDefault();
    find();
  });
  search.hidden = false;
})();
