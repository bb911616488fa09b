#!/bin/sh
# Lints the Dockerfiles with dockerfilelint, by npm. Two of its objections are to what Docker allows:
# options of HEALTHCHECK, and an earlier stage as a base. Anything else is an error.
set -eu
cd "$(dirname -- "$0")"
npx --yes dockerfilelint@1.8.0 -o json ./*.Dockerfile | node -e '
const report = JSON.parse(require("fs").readFileSync(0, "utf8"));
const isAllowed = (issue) =>
  (issue.title === "Invalid Argument Format" && /^HEALTHCHECK --/.test(issue.content)) ||
  (issue.title === "Base Image Missing Tag" && /^FROM slim /.test(issue.content));
let objections = 0;
for (const { file, issues } of report.files) {
  for (const issue of issues.filter((i) => !isAllowed(i))) {
    objections++;
    console.error(`${file}:${issue.line}: ${issue.title}: ${issue.content}`);
  }
}
console.log(`Dockerfiles: ${report.files.length} linted, ${objections} objections`);
process.exit(report.files.length > 0 && objections === 0 ? 0 : 1);
'
