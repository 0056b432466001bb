// Going on, going back, playing, and branching off.

import { expect, test, type Playground } from "./playground";

/** What is seen of one moment. */
async function seen(playground: Playground): Promise<string> {
  const flights = await playground.inFlight();
  const replicas = await playground.page.locator("#replicas").textContent();
  return [await playground.narration(), await playground.time(), replicas, ...flights.map(({ title }) => title)].join("\n");
}

test("stepping back never loses the future", async ({ playground }) => {
  const steps = 60;
  const forth = [await seen(playground)];
  for (let step = 1; step <= steps; step += 1) {
    await playground.step();
    forth.push(await seen(playground));
  }
  expect(new Set(forth).size).toBe(steps + 1);

  const back = [await seen(playground)];
  for (let step = steps - 1; step >= 0; step -= 1) {
    await playground.backButton.click();
    await expect(playground.steps).toHaveText(String(step));
    back.unshift(await seen(playground));
  }
  expect(back).toEqual(forth);
  await expect(playground.backButton).toBeDisabled();
  await expect(playground.slider).toHaveAttribute("max", String(steps));

  const again = [await seen(playground)];
  for (let step = 1; step <= steps; step += 1) {
    await playground.step();
    again.push(await seen(playground));
  }
  expect(again).toEqual(forth);
});

test("goes back to the start and keeps what is known", async ({ playground }) => {
  await playground.step(20);
  await playground.startButton.click();
  await expect(playground.steps).toHaveText("0");
  await expect(playground.clock).toHaveText("0.0 ms");
  await expect(playground.startButton).toBeDisabled();
  await expect(playground.flights).toHaveCount(0);
  await expect(playground.slider).toHaveAttribute("max", "20");
  // The button that was pressed is disabled now; the keys must work all the same.
  await playground.page.keyboard.press("ArrowRight");
  await expect(playground.steps).toHaveText("1");
});

test("arrow keys step, Home goes to the start, the space bar plays and pauses", async ({ page, playground }) => {
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await expect(playground.steps).toHaveText("3");
  await page.keyboard.press("ArrowLeft");
  await expect(playground.steps).toHaveText("2");
  await page.keyboard.press("Home");
  await expect(playground.steps).toHaveText("0");
  await page.keyboard.press("Space");
  await expect(playground.button("Pause")).toBeVisible();
  await page.keyboard.press("Space");
  await expect(playground.button("Play")).toBeVisible();
});

test("keys keep their own meaning in fields and on buttons", async ({ page, playground }) => {
  await playground.step(2);
  const key = playground.field("Key");
  await key.fill("ab");
  await key.press("ArrowLeft");
  await key.press("Space");
  await key.press("Home");
  await key.press("x");
  await expect(key).toHaveValue("xa b");
  await expect(playground.steps).toHaveText("2");
  await expect(playground.button("Play")).toBeVisible();

  await playground.stepButton.focus();
  await page.keyboard.press("Space");
  await expect(playground.steps).toHaveText("3");
  await expect(playground.button("Play")).toBeVisible();
});

test("the slider reaches every known step by keyboard and by mouse", async ({ playground }) => {
  await playground.step(12);
  const last = await seen(playground);
  await playground.slider.focus();
  await playground.slider.press("Home");
  await expect(playground.steps).toHaveText("0");
  await playground.slider.press("ArrowRight");
  await playground.slider.press("ArrowRight");
  await expect(playground.steps).toHaveText("2");
  await playground.slider.press("ArrowLeft");
  await expect(playground.steps).toHaveText("1");
  await expect(playground.slider).toHaveAttribute("aria-valuetext", /^step 1 of 12, /);
  await playground.slider.press("End");
  await expect(playground.steps).toHaveText("12");
  expect(await seen(playground)).toBe(last);

  const box = (await playground.slider.boundingBox())!;
  await playground.slider.click({ position: { x: box.width / 2, y: box.height / 2 } });
  await expect(playground.steps).toHaveText("6");
});

test("a command in the past begins a second branch and keeps the first", async ({ page, playground }) => {
  await playground.step(10);
  const future = await seen(playground);
  for (let step = 0; step < 6; step += 1) {
    await playground.backButton.click();
  }
  await expect(playground.steps).toHaveText("4");
  const branch = playground.choice("Branch");
  await expect(branch).toHaveCount(0);

  await playground.button("Get").click();
  await expect(branch).toHaveValue("1");
  await expect(branch.locator("option")).toHaveText(["original", /^get cart, via any node at /]);
  await expect(playground.headline).toContainText("Client 1 wants to get");
  await expect(playground.steps).toHaveText("5");
  await playground.step(5);
  expect(await seen(playground)).not.toBe(future);

  await branch.selectOption({ label: "original" });
  await expect(playground.steps).toHaveText("4");
  await expect(playground.slider).toHaveAttribute("max", "10");
  await playground.slider.press("End");
  await expect(playground.steps).toHaveText("10");
  expect(await seen(playground)).toBe(future);

  await branch.selectOption({ index: 1 });
  await expect(playground.steps).toHaveText("10");
  expect(await seen(playground)).not.toBe(future);
});

test("a command at the end of what is known begins no branch", async ({ page, playground }) => {
  await playground.step(4);
  await playground.button("Get").click();
  await expect(playground.steps).toHaveText("5");
  await expect(playground.choice("Branch")).toHaveCount(0);
});

test("goes to the next of a kind and back, with buttons and with keys", async ({ page, playground }) => {
  const target = playground.choice("Step to");
  await target.selectOption({ label: "quorum reached" });
  await playground.button("On to the next").click();
  await expect(playground.headline).toContainText("has its quorum of 2");
  const first = await playground.stepCount();
  await playground.focusNothing();
  await page.keyboard.press("n");
  await expect(playground.headline).toContainText("has its quorum of 2");
  const second = await playground.stepCount();
  expect(second).toBeGreaterThan(first + 1);
  await page.keyboard.press("p");
  await expect(playground.steps).toHaveText(String(first));
  await expect(playground.slider).toHaveAttribute("max", String(second));

  await target.selectOption({ label: "hint is stored" });
  await playground.button("On to the next").click();
  await expect(playground.headline).toContainText("as a hint for");
  await playground.button("Back to the last").click();
  await expect(page.locator("#said")).toHaveText(/^hint is stored: There is none before\./);
  await expect(playground.headline).toContainText("as a hint for");
});

test("a search in vain says so and stays where it is", async ({ page, playground }) => {
  await playground.step(5);
  await playground.choice("Step to").selectOption({ label: "quorum fails" });
  await playground.button("On to the next").click();
  await expect(page.locator("#said")).toHaveText(/^quorum fails: None follows: nothing is left to happen\./);
  await expect(playground.steps).toHaveText("5");
  await expect(playground.slider).toHaveAttribute("max", "5");
  await page.locator("#said").getByRole("button").click();
  await expect(page.locator("#said")).toHaveCount(0);
});

test("goes to the next event at the selected node, and of the selected request", async ({ playground }) => {
  await playground.node("E").click();
  await playground.choice("Step to").selectOption({ label: "event at E" });
  await playground.button("On to the next").click();
  await expect(playground.said).toContainText(/\bE\b/);
  await playground.choice("Step to").selectOption("request");
  const before = await playground.stepCount();
  await playground.button("On to the next").click();
  expect(await playground.stepCount()).toBeGreaterThan(before);
});

test("goes to a moment, back and forth", async ({ page, playground }) => {
  const moment = playground.field("Go to ms");
  await moment.fill("415.5");
  await moment.press("Enter");
  await expect(playground.clock).toHaveText("415.5 ms");
  const steps = await playground.stepCount();
  await moment.fill("120");
  await playground.button("Go").click();
  await expect(playground.clock).toHaveText("120.0 ms");
  expect(await playground.stepCount()).toBeLessThan(steps);
  for (const nonsense of ["", "soon", "-3", "1e99"]) {
    await moment.fill(nonsense);
    await playground.button("Go").click();
    await expect(page.locator("#said")).toContainText("Type a moment in milliseconds");
    await expect(playground.clock).toHaveText("120.0 ms");
  }
});

test("branches are named, looked at and deleted", async ({ page, playground }) => {
  const goTo = async (moment: string) => {
    await playground.field("Go to ms").fill(moment);
    await playground.button("Go").click();
    await expect(playground.clock).toHaveText(`${moment}.0 ms`);
  };
  await goTo("450");
  await goTo("250");
  await playground.button("kill C").click();
  await goTo("260");
  await playground.button("kill D").click();
  // At the end of what is known no branch begins.
  await expect(playground.choice("Branch").locator("option")).toHaveText(["original", "crash C at 250 ms"]);

  await playground.button("Branches…").click();
  const dialog = page.getByRole("dialog", { name: "Branches" });
  await expect(dialog.locator("li")).toHaveCount(2);
  await expect(dialog.locator("li").nth(1)).toContainText("from “original” at 250.0 ms");
  const name = dialog.getByLabel("Name of branch 2");
  await name.fill("two of five");
  await name.press("Tab");
  await expect(page.locator("#branch option")).toHaveText(["original", "two of five"]);
  await name.fill("   ");
  await name.press("Tab");
  await expect(dialog.getByRole("alert")).toContainText("A branch’s name has 1 to 60 letters.");
  await dialog.getByRole("button", { name: "Look at original" }).click();
  await expect(playground.clock).toHaveText("250.0 ms");
  await dialog.getByRole("button", { name: "Delete original" }).click();
  await expect(dialog.locator("li")).toHaveCount(1);
  await expect(dialog.getByRole("button", { name: /^Delete/ })).toBeDisabled();
  // Keys of the page do nothing behind a dialog.
  const steps = await playground.stepCount();
  await page.keyboard.press("n");
  await expect(playground.steps).toHaveText(String(steps));
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await expect(playground.choice("Branch")).toHaveCount(0);
  await expect(playground.nodeButton("C")).toHaveAccessibleName(/down/);
});

test.describe("with motion", () => {
  test.use({ motion: true });

  /** Where a message is, frame by frame, over so many frames. */
  function places(playground: Playground, frames: number): Promise<string[]> {
    return playground.page.evaluate(async (count) => {
      const places: string[] = [];
      for (let frame = 0; frame < count; frame += 1) {
        await new Promise(requestAnimationFrame);
        const flight = document.querySelector(".stage .flight");
        places.push(`${flight?.id} ${flight?.getAttribute("transform")} ${document.querySelector("#clock")?.textContent}`);
      }
      return places;
    }, frames);
  }

  const point = (transform: string) => transform.match(/-?[\d.]+/g)!.map(Number);

  test("messages move while the page plays, and stand still while it is paused", async ({ playground }) => {
    await playground.step();
    const still = await places(playground, 10);
    expect(new Set(still).size).toBe(1);

    await playground.choice("Speed").selectOption({ label: "2 ms a second" });
    await playground.button("Play").click();
    const [{ id, transform: start }] = await playground.inFlight();
    const message = playground.page.locator(`[id="${id}"]`);
    const gone = async () => {
      const [x, y] = point((await message.getAttribute("transform"))!);
      const [startX, startY] = point(start);
      return Math.hypot(x - startX, y - startY);
    };
    // Farther and farther from where it started.
    let farthest = 0;
    for (let sample = 0; sample < 4; sample += 1) {
      await expect.poll(gone).toBeGreaterThan(farthest + 3);
      farthest = await gone();
    }
    expect(await playground.time()).toBeGreaterThan(0);

    await playground.button("Pause").click();
    await expect(playground.button("Play")).toBeVisible();
    const paused = await places(playground, 10);
    expect(new Set(paused).size).toBe(1);
    await expect(playground.steps).toHaveText("1");
  });

  test("a step by hand shows the message going all its way", async ({ page, playground }) => {
    await playground.step();
    const samples = await page.evaluate(async () => {
      const places = new Set<string>();
      document.querySelector<HTMLButtonElement>("#step")!.click();
      while (document.querySelector("#steps")!.textContent === "1") {
        places.add(document.querySelector(".stage .flight")!.getAttribute("transform")!);
        await new Promise(requestAnimationFrame);
      }
      return [...places];
    });
    expect(samples.length).toBeGreaterThan(4);
    await expect(playground.headline).toContainText("coordinates the request");
    await expect(playground.button("Play")).toBeVisible();
  });

  test("a higher speed makes more of the simulation pass", async ({ page, playground }) => {
    /** Simulated milliseconds that pass in a real second while a message is on its way. */
    const pace = async (label: string) => {
      await page.keyboard.press("Home");
      await playground.step();
      await playground.choice("Speed").selectOption({ label });
      await playground.button("Play").click();
      const passed = await page.evaluate(async () => {
        const clock = () => Number.parseFloat(document.querySelector("#clock")!.textContent!);
        const [began, from] = [performance.now(), clock()];
        while (clock() < from + 1 && performance.now() < began + 5_000) {
          await new Promise(requestAnimationFrame);
        }
        return ((clock() - from) * 1_000) / (performance.now() - began);
      });
      await playground.button("Pause").click();
      return passed;
    };
    const [slow, middle, fast] = [await pace("2 ms a second"), await pace("5 ms a second"), await pace("20 ms a second")];
    expect(middle).toBeGreaterThan(slow * 1.5);
    expect(fast).toBeGreaterThan(middle * 1.5);
    // Never faster than it says; the clock shows tenths, and moves by frames.
    expect(slow).toBeLessThan(3);
  });

  test("plays the whole story and stops at its end", async ({ page, playground }) => {
    await playground.choice("Speed").selectOption({ label: "200 ms a second" });
    await playground.button("Play").click();
    await expect(playground.stepButton).toBeDisabled({ timeout: 30_000 });
    await expect(playground.button("Play")).toBeDisabled();
    await expect(page.locator(".stage .client").nth(1)).toContainText("read: book, pen, lamp, m");
    await expect(playground.flights).toHaveCount(0);
  });
});
