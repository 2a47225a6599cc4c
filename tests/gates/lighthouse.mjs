// Lighthouse on some pages in one browser: node lighthouse.mjs CHROMIUM FORM FLAGS ADDRESS…; FORM is phone or desktop,
// FLAGS are Lighthouse's own, in JSON. Prints what it tells of each page, by address.
import {launch} from "chrome-launcher";
import lighthouse, {desktopConfig} from "lighthouse";

const [chromePath, form, flags, ...addresses] = process.argv.slice(2);
const chromeFlags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic"];
const chrome = await launch({chromePath, chromeFlags});
const told = {};
try {
  for (const address of addresses) {
    const settings = {port: chrome.port, disableFullPageScreenshot: true, ...JSON.parse(flags)};
    told[address] = (await lighthouse(address, settings, form === "desktop" ? desktopConfig : undefined)).lhr;
  }
} finally {
  await chrome.kill();
}
process.stdout.write(JSON.stringify(told));
