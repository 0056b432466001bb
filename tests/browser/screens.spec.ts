// Small and large screens.

import { expect, test, type Playground } from "./playground";

interface Box {
  what: string;
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Everything that is drawn on the stage and can be read, as boxes on the screen. */
function drawn(playground: Playground): Promise<Box[]> {
  return playground.page.locator(".stage :is(text, .disc, .badge, .client rect, .pin, .arc)").evaluateAll((elements) =>
    elements.map((element) => {
      const { left, top, right, bottom } = element.getBoundingClientRect();
      return { what: `${element.getAttribute("class") ?? element.tagName} ${element.textContent}`, left, top, right, bottom };
    }),
  );
}

async function expectNoSidewaysScroll(playground: Playground): Promise<void> {
  const [wide, room] = await playground.page.evaluate(() => {
    const page = document.documentElement;
    return [page.scrollWidth, page.clientWidth];
  });
  expect(wide).toBeLessThanOrEqual(room);
}

/** Nothing that is drawn leaves the stage: it would be cut off, or cover the panels. */
async function expectDrawnInside(playground: Playground): Promise<void> {
  const stage = (await playground.page.locator(".stage").boundingBox())!;
  const outside = (await drawn(playground)).filter(
    ({ left, top, right, bottom }) =>
      left < stage.x - 1 || top < stage.y - 1 || right > stage.x + stage.width + 1 || bottom > stage.y + stage.height + 1,
  );
  expect(outside).toEqual([]);
}

/** The busiest moments of the story: a put, a partition with hints, siblings. */
const MOMENTS: [string, (playground: Playground) => Promise<void>][] = [
  ["at the start", async () => {}],
  ["in a put", (playground) => playground.step(3)],
  ["with hints behind a partition", (playground) => playground.stepUntilHeadline(/as a hint for/)],
  ["with siblings", (playground) => playground.stepUntilHeadline(/to 2 siblings/)],
  [
    "with everything unfolded, figures and a node shown",
    async (playground) => {
      await playground.figures();
      await playground.node("B").click();
      await playground.unfoldAll();
    },
  ],
];

for (const viewport of [
  { width: 390, height: 844 },
  { width: 360, height: 640 },
]) {
  test.describe(`a phone of ${viewport.width} × ${viewport.height}`, () => {
    test.use({ viewport, hasTouch: true });

    test("nothing scrolls sideways, and the buttons of time are always at hand", async ({ page, playground }) => {
      test.slow();
      for (const [moment, reach] of MOMENTS) {
        await test.step(moment, async () => {
          await reach(playground);
          await expectNoSidewaysScroll(playground);
          await expectDrawnInside(playground);
        });
      }
      for (const top of [0, 400, 100_000]) {
        await page.evaluate((y) => window.scrollTo(0, y), top);
        for (const button of [playground.startButton, playground.backButton, playground.stepButton]) {
          await expect(button).toBeInViewport({ ratio: 1 });
        }
        const before = await playground.stepCount();
        await playground.stepButton.tap();
        await expect(playground.steps).toHaveText(String(before + 1));
      }
    });

    test("what happens and what is said of it are seen together", async ({ playground }) => {
      await playground.step(2);
      await expect(playground.headline).toBeInViewport();
      await expect(playground.node("A")).toBeInViewport();
      await expect(playground.button("Play")).toBeInViewport();
    });

    test("a finger hits every button of the panels", async ({ page }) => {
      const small = await page.locator(".panel :is(button, select, input):visible").evaluateAll((elements) =>
        elements
          .map((element) => ({ what: element.id || element.textContent, box: element.getBoundingClientRect() }))
          .filter(({ box }) => box.height < 40 || box.width < 36)
          .map(({ what, box }) => `${what}: ${box.width} × ${box.height}`),
      );
      expect(small).toEqual([]);
    });
  });
}

for (const viewport of [
  { width: 1024, height: 768 },
  { width: 1440, height: 900 },
  { width: 1920, height: 1080 },
]) {
  test.describe(`a screen of ${viewport.width} × ${viewport.height}`, () => {
    test.use({ viewport });

    test("the page fits without scrolling, and nothing covers anything", async ({ page, playground }) => {
      test.slow();
      for (const [moment, reach] of MOMENTS) {
        await test.step(moment, async () => {
          await reach(playground);
          await expectNoSidewaysScroll(playground);
          const [tall, room] = await page.evaluate(() => [document.documentElement.scrollHeight, innerHeight]);
          expect(tall).toBeLessThanOrEqual(room);
          await expectDrawnInside(playground);

          const box = async (selector: string) => (await page.locator(selector).boundingBox())!;
          const [header, controls, stage, inspector, footer] = await Promise.all(
            [".transport", ".controls", ".stage", ".inspector", ".footer"].map(box),
          );
          for (const column of [controls, stage, inspector]) {
            expect(column.y).toBeGreaterThanOrEqual(header.y + header.height - 0.5);
            expect(column.y + column.height).toBeLessThanOrEqual(footer.y + 0.5);
          }
          expect(controls.x + controls.width).toBeLessThanOrEqual(stage.x + 0.5);
          expect(stage.x + stage.width).toBeLessThanOrEqual(inspector.x + 0.5);
          expect(footer.y + footer.height).toBeLessThanOrEqual(viewport.height + 0.5);
        });
      }
    });

    test("the bar on top is one row", async ({ page, playground }) => {
      await expect(playground.stepButton).toBeVisible();
      const middles = await page.locator(".transport > *").evaluateAll((elements) =>
        elements.map((element) => {
          const { top, bottom } = element.getBoundingClientRect();
          return (top + bottom) / 2;
        }),
      );
      expect(Math.max(...middles) - Math.min(...middles)).toBeLessThan(6);
    });

    test("what is drawn can be read", async ({ playground }) => {
      await playground.stepUntilHeadline(/as a hint for/);
      const small = await playground.page.locator(".stage text").evaluateAll((elements) =>
        elements
          .map((element) => {
            const text = element as SVGTextElement;
            const size = Number.parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM()!.a;
            return { text: text.textContent, size };
          })
          .filter(({ size }) => size < 9),
      );
      expect(small).toEqual([]);
    });
  });
}

test("a picture keeps its size and its panels whatever the key and the value are", async ({ page, playground }) => {
  await playground.startAnew({ Story: "none: all by hand" });
  await playground.field("Key").fill("W".repeat(128));
  await playground.put("W".repeat(1_024));
  await expect(playground.headline).toContainText("Client 1 wants to put");
  await playground.stepUntilFinished();
  await playground.button("Get").click();
  await playground.stepUntilFinished();
  await expectNoSidewaysScroll(playground);
  await expectDrawnInside(playground);
  for (const panel of [".inspector", ".controls", ".narration"]) {
    const [wide, room] = await page.locator(panel).evaluate((element) => [element.scrollWidth, element.clientWidth]);
    expect(wide, panel).toBeLessThanOrEqual(room);
  }
});

test("the key's name stays inside the picture wherever the key lies", async ({ page, playground }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const turns: number[] = [];
  // Enough keys to come by every side of the ring. The key is typed in one part of the page, and seen in another.
  for (let key = 0; key < 40; key += 1) {
    await playground.field("Key").fill(`Wide key ${key}`);
    const position = (await page.locator("#position").textContent())!;
    await page.locator("#show-stage").click();
    turns.push(Math.floor((Number.parseInt(position.slice(0, 8), 16) / 2 ** 32) * 8));
    await expectDrawnInside(playground);
  }
  expect(new Set(turns).size).toBe(8);
});

test.describe("a notice on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 } });

  test("leaves what has just happened in sight", async ({ page, playground: _ }) => {
    await page.goto("./?nonsense");
    const notice = page.locator(".notices [role=alert]").filter({ visible: true });
    await expect(notice).toContainText("nonsense");
    const narration = (await page.locator(".narration").boundingBox())!;
    const box = (await notice.boundingBox())!;
    expect(box.y).toBeGreaterThanOrEqual(0);
    expect(box.y + box.height).toBeLessThanOrEqual(narration.y);
  });
});

test.describe("a very large screen", () => {
  test.use({ viewport: { width: 3840, height: 2160 } });

  test("draws space and time as large as all else", async ({ page, playground }) => {
    await playground.stepUntilHeadline(/stores/);
    await playground.openPicture("Time");
    const scales = () =>
      page.evaluate(() => {
        const picture = document.querySelector<SVGSVGElement>("#space-time svg.lanes")!;
        const page = document.querySelector<HTMLElement>(".page")!;
        const larger = (element: Element, own: number) => element.getBoundingClientRect().width / own;
        return [larger(picture, picture.viewBox.baseVal.width), larger(page, page.offsetWidth)];
      });
    for (const theme of ["light", "projector"]) {
      await page.locator("#theme").selectOption(theme);
      await expect(async () => {
        const [picture, all] = await scales();
        expect(all).toBeGreaterThan(1.5);
        expect(picture / all).toBeGreaterThan(0.95);
        expect(picture / all).toBeLessThan(1.1);
      }).toPass({ timeout: 5_000 });
    }
  });
});
