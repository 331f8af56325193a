// Runs a Python script with the project's own environment, wherever that stands.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const python = existsSync(".venv/bin/python") ? ".venv/bin/python" : (process.env.PYTHON ?? "python3");
process.exit(spawnSync(python, process.argv.slice(2), { stdio: "inherit" }).status ?? 1);
