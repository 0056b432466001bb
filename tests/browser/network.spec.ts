// The network and the pace of nodes, by hand: pauses, slow nodes, links, rates, partitions of every
// kind, and single messages.

import { expect, test, type Playground } from "./playground";

/** Chooses the two ends of a link. */
async function link(playground: Playground, from: string, to: string): Promise<void> {
  await (await playground.unfolded("From")).selectOption({ label: from });
  await playground.field("To").selectOption({ label: to });
}

/** Chooses the first message of this description among those on their way. */
async function chooseMessage(playground: Playground, text: RegExp): Promise<void> {
  const { page } = playground;
  const summary = page.locator("#messages > summary");
  if ((await page.locator("#messages[open]").count()) === 0) {
    await summary.click();
  }
  const names = await page.locator("#message option").allTextContents();
  const index = names.findIndex((name) => text.test(name));
  expect(index, `${text} among ${names.join("; ")}`).toBeGreaterThanOrEqual(0);
  await playground.element("#message").selectOption({ index });
}

test("a node stands still: what comes waits, and is taken up when it goes on", async ({ page, playground }) => {
  const [first, second] = await playground.startByHand();
  await playground.choose(second);
  await playground.press("pause");
  await expect(playground.headline).toContainText(`${second} stands still, as in a long collection of garbage.`);
  await expect(playground.node(second)).toContainText("stands still");
  await expect(playground.node(second).locator(".pause")).toHaveCount(1);
  await expect(playground.nodeButton(second)).toHaveAccessibleName(/, stands still/);

  await playground.sendTo(first);
  await playground.put("milk");
  await playground.stepUntilHeadline(new RegExp(`The write from ${first} to ${second} has arrived and waits: the receiver stands still`));
  await expect(playground.nodeButton(second)).toHaveAccessibleName(/, one message waits/);
  await expect(playground.node(second)).toContainText("1 waiting");
  await expect(playground.replica(second)).toContainText("nothing");

  await expect(page.locator("#pause")).toHaveText(`${second} goes on`);
  await playground.press("pause");
  await expect(playground.headline).toContainText(`${second} goes on and takes up what has waited`);
  await playground.step();
  await expect(playground.replica(second).locator(".value")).toHaveText("milk");
  await expect(playground.nodeButton(second)).not.toHaveAccessibleName(/waits|stands still/);
});

test("a slow node takes everything up late; what is no pace is complained about", async ({ playground }) => {
  const [first, second] = await playground.startByHand();
  await playground.choose(second);
  await playground.fill("Slow by … ms (0: not slow)", "very");
  await playground.press("set-slow");
  await expect(playground.complaints).toHaveText("Type a whole number of ms, at most 3600000.");
  await playground.fill("Slow by … ms (0: not slow)", "40");
  await playground.press("set-slow");
  await expect(playground.headline).toContainText(`${second} is slow now: it takes everything up 40 ms late.`);
  await expect(playground.nodeButton(second)).toHaveAccessibleName(/, 40 ms slow/);
  await playground.sendTo(first);
  await playground.put("milk");
  await playground.stepUntilHeadline(new RegExp(`to ${second} has arrived and waits for 40.0 ms: the receiver is slow`));
  await playground.stepUntil("it is taken up", async () => (await playground.values(second)).includes("milk"));
  await playground.fill("Slow by … ms (0: not slow)", "0");
  await playground.press("set-slow");
  await expect(playground.nodeButton(second)).not.toHaveAccessibleName(/slow/);
});

test("one direction of a link is cut, then both, and healed", async ({ page, playground }) => {
  const [first, second, third] = await playground.startByHand();
  const cuts = page.locator(".stage .cut-link");
  await playground.press("cut");
  await expect(playground.complaints).toContainText("Choose who stands at either end");
  await link(playground, second, first);
  await playground.field("cut or mend both directions").uncheck();
  await playground.press("cut");
  await expect(playground.headline).toContainText(`The link from ${second} to ${first} is cut; the way back stays as it is.`);
  await expect(cuts).toHaveCount(1);
  await playground.press("cut");
  await expect(playground.complaints).toHaveText(`The link from ${second} to ${first} is cut already.`);

  await playground.sendTo(first);
  await playground.put("milk");
  await playground.stepUntilHeadline(new RegExp(`The acknowledgement from ${second} to ${first} is lost: the link between them is cut in this direction`));
  await expect(playground.replica(second).locator(".value")).toHaveText("milk");

  await playground.field("cut or mend both directions").check();
  await link(playground, second, third);
  await playground.press("cut");
  await expect(cuts).toHaveCount(2);
  await expect(page.getByRole("list", { name: "What is wrong with links" })).toContainText("is cut in this direction");
  await expect(page.locator(".stage svg[role=group]")).toHaveAccessibleName(/The link between . and . is cut/);
  await link(playground, second, first);
  await playground.press("mend");
  await expect(cuts).toHaveCount(1);
  await playground.press("heal");
  await expect(cuts).toHaveCount(0);
  await expect(page.locator("#heal")).toBeDisabled();
});

test("rates on links: lost, doubled, held back; and what is no rate", async ({ page, playground }) => {
  const [first, second] = await playground.startByHand();
  const rules = page.getByRole("list", { name: "What is wrong with links" });
  await link(playground, first, "any");
  await playground.fill("Lost, %", "101");
  await playground.press("disturb");
  await expect(playground.complaints).toHaveText("Type a share from 0 to 100, with one decimal at most.");
  await playground.fill("Lost, %", "100");
  await playground.press("disturb");
  await expect(playground.headline).toContainText(`From now on, on every link that leaves ${first}: 100 % of the messages are lost.`);
  await expect(rules).toHaveText(`${first} → any: 100 % of the messages are lost`);

  // The more special rule counts.
  await link(playground, first, second);
  await playground.fill("Lost, %", "0");
  await playground.fill("Doubled, %", "100");
  await playground.fill("Held back, %", "100");
  await playground.fill("Later by ms", "5");
  await playground.press("disturb");
  await playground.sendTo(first);
  await playground.put("milk");
  await playground.stepUntil("the write leaves", async () => (await playground.inFlight()).some(({ label }) => /^write/.test(label)));
  const said = await playground.said.innerText();
  expect(said).toContain(`The write from ${first} to ${second} is delayed by 5.0 ms.`);
  expect(said).toContain(`The write from ${first} to ${second} is held back for`);
  expect(said).toContain(`The write from ${first} to ${second}, copy 1, leaves: the receiver may get the same message again.`);
  const flights = await playground.inFlight();
  expect(flights.map(({ title }) => title)).toContain(`write from ${first} to ${second}, copy 1`);
  await playground.stepUntilHeadline(/ is lost: this link loses some of its messages/);

  await playground.press("undisturb");
  await link(playground, first, "any");
  await playground.press("undisturb");
  await expect(rules).toHaveCount(0);
});

test("a split into three, one way, and with clients on one side", async ({ page, playground }) => {
  const [first, second, third, ...others] = await playground.startByHand();
  const side = async (node: string, number: number) => {
    for (let clicks = 0; clicks < 5; clicks += 1) {
      const button = playground.element(`#side-${node}`);
      if ((await button.textContent())!.includes(`side ${number}`)) {
        return;
      }
      await button.click();
    }
    throw new Error(`${node} does not come to side ${number}`);
  };
  await side(second, 2);
  await side(third, 3);
  await playground.button("Split").click();
  for (const [node, number] of [[first, 1], [second, 2], [third, 3], [others[0], 1]] as const) {
    await expect(playground.node(node)).toContainText(`side ${number}`);
  }
  await expect(page.locator(".stage .cuts line").nth(2)).toBeVisible();

  // One way: side 1 reaches the others and hears nothing of them.
  await playground.element("#partition-kind").selectOption("one-way");
  await playground.button("Split").click();
  await expect(playground.headline).toContainText("The network splits one way");
  await expect(page.locator(".stage .one-way")).toBeVisible();
  await playground.sendTo(first);
  await playground.put("milk");
  await playground.stepUntilHeadline(/is lost: the partition lets messages through in the other direction only/);
  await expect(playground.replica(second).locator(".value")).toHaveText("milk");

  // Client 2 stands with the second side and does not reach the first.
  await playground.element("#partition-kind").selectOption("with-clients");
  await playground.element("#side-client-2").click();
  await playground.button("Split").click();
  await expect(playground.headline).toContainText("Every client stands on one side and reaches no other.");
  await expect(page.locator(".stage .client").nth(1)).toContainText("client 2, side 2");
  await playground.element("#client-2").click();
  await playground.button("Get").click();
  await playground.stepUntilHeadline(/The get request from client 2 to . is lost: the network between them is cut/);
  await playground.button("Heal").click();
  await expect(page.locator(".stage .client").nth(1)).not.toContainText("side");
});

test("single messages are dropped, delayed, doubled, held and released, by keyboard as well", async ({ page, playground }) => {
  const [first, second, third] = await playground.startByHand();
  await playground.sendTo(first);
  await playground.put("milk");
  await playground.stepUntil("writes are on their way", async () => (await playground.inFlight()).filter(({ label }) => label === "write").length === 2);

  // One is chosen on the stage, and stands still as long as it is held.
  const title = `write from ${first} to ${second}`;
  const onStage = page.locator(".stage .flight").filter({ has: page.locator("title", { hasText: new RegExp(`^${title}`) }) });
  await onStage.first().locator("path").click();
  await expect(page.locator("#message option:checked")).toContainText(`write, ${first} → ${second}`);
  await expect(onStage.locator("circle.chosen")).toHaveCount(1);
  await playground.element("#message-hold").click();
  await expect(playground.headline).toContainText(`The ${title} stands still until it is released.`);
  await expect(onStage.locator("circle.held")).toHaveCount(1);
  await expect(onStage).toContainText("held");
  await expect(page.locator("#message-hold")).toBeDisabled();
  const before = await onStage.getAttribute("transform");

  await chooseMessage(playground, new RegExp(`write, ${first} → ${third}`));
  await playground.element("#message-drop").focus();
  await page.keyboard.press("Enter");
  await expect(playground.headline).toContainText(`The write from ${first} to ${third} is lost: it was dropped by hand.`);
  await expect(page.locator("#message-drop")).toBeDisabled();

  await playground.step(3);
  expect(await onStage.getAttribute("transform")).toBe(before);

  // By the keyboard alone: the list, then the button.
  await playground.element("#message").focus();
  await page.keyboard.press("End");
  await expect(page.locator("#message option:checked")).toContainText("held");
  await playground.element("#message-release").focus();
  await page.keyboard.press("Space");
  await expect(playground.headline).toContainText(`The ${title} goes on from where it stood.`);
  await expect(onStage.locator("circle.held")).toHaveCount(0);

  await playground.element("#message-duplicate").click();
  await expect(playground.headline).toContainText(`The ${title}, copy 1, leaves: the receiver may get the same message again.`);
  await expect(page.locator("#message option", { hasText: "write (copy 1)" })).toHaveCount(1);

  await playground.field("Delay, in ms").fill("soon");
  await playground.element("#message-delay").click();
  await expect(playground.complaints).toHaveText("Type a whole number of ms, at most 3600000.");
  await playground.field("Delay, in ms").fill("30");
  await playground.element("#message-delay").click();
  await expect(playground.headline).toContainText(`The ${title} is delayed by 30.0 ms.`);
  await playground.stepUntil("it is stored", async () => (await playground.values(second)).includes("milk"));
});

test("latency models, distance between zones and rates are set before the start", async ({ page, playground }) => {
  const latency = await playground.unfolded("Latency: ms, or from–to");
  await playground.field("Latency of messages").selectOption("WAN");
  await expect(latency).toHaveValue("writes 38% Pareto(1.05, 1.51), 62% Exp(0.183); others 91.22% Pareto(0.235, 10), 8.78% Exp(1.66)");
  await expect(playground.field("Longer between zones by … ms")).toHaveValue("75");
  await latency.fill("50% Pareto(1, 2), 40% Exp(1)");
  await expect(playground.field("Latency of messages")).toHaveValue("own");
  await playground.field("Messages lost, %").fill("100");
  await playground.press("apply");
  await expect(playground.complaints).toHaveText("The shares of a mixture must add up to 100 %.");
  await latency.fill("50% Pareto(1 2)");
  await playground.press("apply");
  await expect(playground.complaints).toContainText("Write milliseconds as in: 10, or 2–12");
  await playground.field("Latency of messages").selectOption("LNKD-SSD");
  await playground.element("#story").selectOption("empty");
  await playground.press("apply");
  await playground.put("milk");
  await playground.stepUntilHeadline(/is lost: this link loses some of its messages/);
  await playground.element("#links > summary").click();
  await expect(page.getByRole("list", { name: "What is wrong with links" })).toHaveText("any → any: 100 % of the messages are lost");
  expect(await playground.time()).toBeLessThan(5);
});
