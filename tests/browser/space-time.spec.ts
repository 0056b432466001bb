// Space and time, and the log: what can be pressed, dragged, turned and typed there.

import { AxeBuilder } from "@axe-core/playwright";

import { expect, test, type Playground } from "./playground";

/** The present moment, and the stretch of time that the diagram shows, in milliseconds. */
interface Stretch {
  from: number;
  to: number;
  now: number;
  events: number;
}

async function words(playground: Playground): Promise<string> {
  return (await playground.page.locator("#space-time-words").textContent()) ?? "";
}

async function stretch(playground: Playground): Promise<Stretch> {
  const found = /From ([\d.]+) ms to ([\d.]+) ms, with the cursor at ([\d.]+) ms.*?: (\d+) event/.exec(await words(playground));
  const [from, to, now, events] = found!.slice(1).map(Number);
  return { from, to, now, events };
}

function length({ from, to }: Stretch): number {
  return to - from;
}

/** The cart's story up to its middle, with all of it in view, as large as it gets. */
async function open(playground: Playground, steps = 24): Promise<void> {
  await playground.hurryUntil(`${steps} steps`, (glance) => glance.steps >= steps);
  await playground.openPicture("Time");
  await playground.page.locator("#dock-tall").click();
  await playground.page.locator("#fit").click();
  await expect(playground.page.locator("#space-time .mark").first()).toBeVisible();
}

/** The middle of an element in the window. */
async function middle(playground: Playground, selector: string): Promise<{ x: number; y: number }> {
  const box = (await playground.page.locator(selector).first().boundingBox())!;
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

test("the cursor can be dragged, and the ground below pressed", async ({ page, playground }) => {
  await open(playground);
  const end = await playground.time();
  const cursor = await middle(playground, "#space-time .cursor .grip");
  await page.mouse.move(cursor.x, cursor.y);
  await page.mouse.down();
  await page.mouse.move(cursor.x - 300, cursor.y, { steps: 4 });
  await page.mouse.up();
  const dragged = await playground.time();
  expect(dragged).toBeLessThan(end);
  expect((await middle(playground, "#space-time .cursor .grip")).x).toBeCloseTo(cursor.x - 300, -1);
  await expect(page.locator("#space-time .later").first()).toBeAttached();

  // Above the lanes nothing is in the way.
  await page.mouse.click(cursor.x - 100, cursor.y + 2);
  const pressed = await playground.time();
  expect(pressed).toBeGreaterThan(dragged);
  expect(pressed).toBeLessThan(end);
  // No farther than to what is known.
  const known = Number(await playground.slider.getAttribute("max"));
  await page.mouse.click(cursor.x + 20, cursor.y + 2);
  expect(await playground.time()).toBe(end);
  expect(Number(await playground.slider.getAttribute("max"))).toBe(known);
});

test("the wheel zooms about the pointer and moves, and so do buttons and keys", async ({ page, playground }) => {
  await open(playground);
  const whole = await stretch(playground);
  const ground = (await page.locator("#space-time .ground").boundingBox())!;
  const at = (part: number) => ground.x + ground.width * part;
  await page.mouse.move(at(0.25), ground.y + 8);
  await page.keyboard.down("Control");
  await page.mouse.wheel(0, -300);
  await page.keyboard.up("Control");
  const zoomed = await stretch(playground);
  expect(length(zoomed)).toBeLessThan(length(whole) * 0.8);
  const moment = (of: Stretch) => of.from + length(of) * 0.25;
  expect(Math.abs(moment(zoomed) - moment(whole))).toBeLessThan(length(whole) * 0.01);
  expect(zoomed.events).toBeLessThan(whole.events);

  await page.mouse.wheel(240, 0);
  const moved = await stretch(playground);
  expect(moved.from).toBeGreaterThan(zoomed.from);
  expect(length(moved)).toBeCloseTo(length(zoomed), 0);
  await page.getByRole("button", { name: "Earlier" }).click();
  expect((await stretch(playground)).from).toBeLessThan(moved.from);

  const picture = page.locator("#space-time");
  await picture.focus();
  const before = length(await stretch(playground));
  await page.keyboard.press("+");
  const nearer = length(await stretch(playground));
  expect(nearer).toBeLessThan(before);
  await page.keyboard.press("-");
  await page.keyboard.press("-");
  expect(length(await stretch(playground))).toBeGreaterThan(before);
  const { from } = await stretch(playground);
  await page.keyboard.press("PageDown");
  expect((await stretch(playground)).from).toBeGreaterThan(from);

  // The ground can be dragged along.
  const held = await stretch(playground);
  await page.mouse.move(at(0.3), ground.y + 8);
  await page.mouse.down();
  await page.mouse.move(at(0.6), ground.y + 8, { steps: 4 });
  await page.mouse.up();
  const along = await stretch(playground);
  expect(Math.abs(held.from - along.from - Math.min(held.from, length(held) * 0.3))).toBeLessThan(length(held) * 0.02);
});

test("the picture goes along with the cursor until it is moved", async ({ page, playground }) => {
  await playground.openPicture("Time");
  const follow = page.locator("#follow");
  await expect(follow).toHaveAttribute("aria-pressed", "true");
  await playground.hurryBy(200);
  const along = await stretch(playground);
  expect(along.from <= along.now && along.now <= along.to).toBe(true);
  await page.locator("#earlier").click();
  await expect(follow).toHaveAttribute("aria-pressed", "false");
  const { from } = await stretch(playground);
  await playground.hurryBy(60);
  expect((await stretch(playground)).from).toBe(from);
  await follow.click();
  const again = await stretch(playground);
  expect(again.from <= again.now && again.now <= again.to).toBe(true);
});

test("pressing a mark or an arrow goes there and selects what it is about", async ({ page, playground }) => {
  await open(playground);
  const first = page.locator("#space-time .mark.filled").first();
  await first.click();
  await expect(page.locator(".inspector")).toContainText("1.1");
  expect(await playground.time()).toBeLessThan(20);
  await expect(page.locator("#space-time .about.reached")).toBeVisible();
  await expect(page.locator("#space-time .of-request").first()).toBeAttached();
  const telling = page.locator(".telling");
  const there = await telling.textContent();

  const head = page.locator("#space-time .arrow.delivered .head").nth(3);
  // Whichever of several lies on top.
  await head.hover({ force: true });
  await expect(telling).not.toHaveText(there!);
  const told = await telling.locator(".text").textContent();
  await head.click({ force: true });
  await expect(playground.said).toContainText(told!);

  // An arrow's line is the message on its way.
  const box = (await page.locator("#space-time .arrow.delivered .way").nth(6).boundingBox())!;
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  await expect(page.locator(".stage .flight.selected, .stage .flight[aria-pressed=true], #space-time .arrow.chosen").first()).toBeAttached();
});

test("by keyboard from event to event, and there", async ({ page, playground }) => {
  await open(playground);
  const picture = page.getByRole("slider", { name: "Space and time, event by event" });
  await picture.focus();
  await page.keyboard.press("Home");
  await expect(picture).toHaveAttribute("aria-valuetext", /^0\.0 ms: /);
  const steps = await playground.stepCount();
  const said = new Set<string>();
  for (let event = 0; event < 12; event += 1) {
    said.add((await picture.getAttribute("aria-valuetext"))!);
    await page.keyboard.press("ArrowRight");
  }
  expect(said.size).toBe(12);
  expect(await playground.stepCount(), "looking around moves nobody in time").toBe(steps);
  const reached = await picture.getAttribute("aria-valuetext");
  await page.keyboard.press("Enter");
  await expect(playground.steps).not.toHaveText(String(steps));
  await expect(picture).toHaveAttribute("aria-valuetext", reached!);
  await expect(picture).toBeFocused();
  await page.keyboard.press("ArrowLeft");
  await expect(picture).not.toHaveAttribute("aria-valuetext", reached!);
  // Along the lane only.
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowDown");
  await expect(picture).toHaveAttribute("aria-valuetext", /client 1/i);
  // With the shift key the cursor itself goes.
  const before = await playground.stepCount();
  await page.keyboard.press("Shift+ArrowRight");
  await expect(playground.steps).toHaveText(String(before + 1));
});

test("a filter leaves what it picks out", async ({ page, playground }) => {
  await open(playground, 40);
  const all = await stretch(playground);
  const arrows = page.locator("#space-time .arrow");
  const drawn = await arrows.count();
  await page.locator("#pick-subject").selectOption({ index: 1 });
  const one = await stretch(playground);
  expect(one.events).toBeLessThan(all.events);
  expect(await arrows.count()).toBeLessThan(drawn);
  await expect(page.locator("#space-time .arrow:not(.of-request):not(.chosen)")).toHaveCount(0);
  await page.locator("#pick-subject").selectOption({ index: 0 });
  await page.locator("#pick-traffic").selectOption({ label: "Gossip and members" });
  expect((await stretch(playground)).events).toBe(0);
  await page.locator("#pick-traffic").selectOption({ label: "Requests" });
  const requests = await stretch(playground);
  expect(requests.events).toBeGreaterThan(0);
  await page.locator("#pick-traffic").selectOption({ index: 0 });
  expect((await stretch(playground)).events).toBe(all.events);
});

test("a node that is down and a split network are seen, and a lost message dies", async ({ page, playground }) => {
  await playground.startByHand();
  await playground.button("kill C").click();
  await playground.split("D");
  await playground.put("milk");
  await playground.hurryUntilOver();
  await playground.openPicture("Time");
  await page.locator("#fit").click();
  await expect(page.locator("#space-time .band.down")).toHaveCount(1);
  await expect(page.locator("#space-time .band.split")).toHaveCount(1);
  await expect(page.locator("#space-time .arrow.lost .cross").first()).toBeVisible();
  expect(await words(playground)).toMatch(/C is down.*|The network is split/);
  await page.locator("#space-time .arrow.lost .cross").first().hover();
  await expect(page.locator(".telling")).toContainText(/is lost/);
});

test("where there is too much for marks, bars count", async ({ page, playground }) => {
  await playground.startAnew({ "Gossip every … ms (empty: never)": "20" });
  await playground.element("#go-to").fill("3000");
  await page.locator(".go-to button").click();
  await playground.openPicture("Time");
  await page.locator("#fit").click();
  await expect(page.locator("#space-time .density .all").first()).toBeAttached();
  await expect(page.locator("#space-time .arrow")).toHaveCount(0);
  expect(await words(playground)).toContain("bars count them");
  for (let press = 0; press < 12; press += 1) {
    await page.locator("#zoom-in").click();
  }
  await expect(page.locator("#space-time .arrow").first()).toBeAttached();
});

test("the log tells every event, keeps the present in view, and goes where it is pressed", async ({ page, playground }) => {
  await playground.hurryUntil("30 steps", (glance) => glance.steps >= 30);
  await playground.openPicture("Log");
  const list = page.getByRole("listbox", { name: "Log" });
  const present = list.locator(".present");
  await expect(present).toBeVisible();
  await expect(present).toHaveAttribute("aria-selected", "true");
  const known = Number.parseInt((await page.locator("#log-count").textContent())!.replace(",", ""), 10);
  expect(Number(await present.getAttribute("aria-posinset"))).toBe(known);
  expect(await list.getByRole("option").count()).toBeLessThan(70);

  await list.evaluate((element) => element.scrollTo(0, 0));
  const fourth = list.locator("[aria-posinset='4']");
  await expect(fourth).toBeVisible();
  const text = await fourth.locator(".text").textContent();
  await fourth.click();
  await expect(playground.said).toContainText(text!);
  await expect(list.locator(".later").first()).toBeAttached();

  await list.focus();
  await page.keyboard.press("End");
  const last = list.locator(".reached");
  await expect(last).toHaveAttribute("aria-posinset", String(known));
  await expect(list).toHaveAttribute("aria-activedescendant", (await last.getAttribute("id"))!);
  await page.keyboard.press("ArrowUp");
  await expect(list.locator(".reached")).toHaveAttribute("aria-posinset", String(known - 1));
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await expect(playground.steps).toHaveText("30");
});

test("the log is searched in plain words", async ({ page, playground }) => {
  await playground.hurryUntil("40 steps", (glance) => glance.steps >= 40);
  await playground.openPicture("Log");
  const known = (await page.locator("#log-count").textContent())!;
  const search = page.getByRole("searchbox", { name: "Search the log" });
  await search.fill("QUORUM 4.5");
  await expect(page.locator("#log-count")).toHaveText(/^\d+ of \d+ events$/);
  const rows = page.getByRole("listbox", { name: "Log" }).getByRole("option");
  await expect(rows.first()).toBeVisible();
  for (const row of await rows.all()) {
    const text = (await row.textContent())!.toLowerCase();
    expect(text).toContain("quorum");
    expect(text).toContain("4.5");
  }
  const found = await rows.count();
  await search.fill("no such thing at all");
  await expect(rows).toHaveCount(0);
  await expect(page.locator("#log-count")).toHaveText(/^0 of/);
  await search.fill("");
  await expect(page.locator("#log-count")).toHaveText(known);
  await page.getByLabel("Kind").selectOption({ label: "Commands" });
  expect(await rows.count()).not.toBe(found);
  await expect(rows.first()).toContainText(/client/i);
});

test("no violation that axe-core can find, light, dark and on a phone", async ({ page, playground }) => {
  await playground.hurryUntil("24 steps", (glance) => glance.steps >= 24);
  for (const picture of ["Time", "Log"]) {
    await playground.openPicture(picture);
    if (picture === "Time") {
      await page.locator(".signs summary").click();
    }
    for (const theme of ["light", "dark", "projector"]) {
      await page.getByLabel("Colours").selectOption(theme);
      const { violations } = await new AxeBuilder({ page }).include("#dock").analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 200))])).toEqual([]);
    }
  }
});
