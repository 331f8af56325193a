// Builds engage/static: one stylesheet, one script, fonts and images, each named by its content,
// and manifest.json, by which the templates find them.
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";
import { compile } from "sass";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const out = join(root, "engage", "static");
const modules = join(root, "node_modules");
const manifest = {};

/** Write a file under a name that changes with its content, and note it in the manifest. */
function put(name, content) {
  const mark = createHash("sha256").update(content).digest("hex").slice(0, 10);
  const hashed = name.replace(/(\.[^.]+)$/, `-${mark}$1`);
  mkdirSync(dirname(join(out, hashed)), { recursive: true });
  writeFileSync(join(out, hashed), content);
  manifest[name] = hashed;
}

function fonts() {
  for (const family of ["source-sans-3", "source-serif-4"])
    for (const subset of ["latin", "latin-ext"])
      for (const slant of family === "source-sans-3" ? ["normal", "italic"] : ["normal"]) {
        const file = `${family}-${subset}-wght-${slant}.woff2`;
        put(`fonts/${file}`, readFileSync(join(modules, "@fontsource-variable", family, "files", file)));
      }
}

function images() {
  const folder = join(root, "assets", "images");
  for (const file of readdirSync(folder)) put(`images/${file}`, readFileSync(join(folder, file)));
}

function styles() {
  const { css } = compile(join(root, "assets", "styles", "engage.scss"), {
    loadPaths: [modules],
    style: "compressed",
    quietDeps: true,
  });
  const addressed = css.replace(/url\("?((?:fonts|images)\/[^")]+)"?\)/g, (_, name) => {
    if (!(name in manifest)) throw new Error(`engage.scss asks for ${name}, which does not exist`);
    return `url("${manifest[name]}")`;
  });
  put("engage.css", addressed);
}

function scripts() {
  const folder = join(root, "assets", "scripts");
  for (const file of readdirSync(folder).filter((name) => extname(name) === ".js")) {
    const { outputFiles } = buildSync({
      entryPoints: [join(folder, file)],
      bundle: true,
      minify: true,
      format: "esm",
      target: "es2020",
      write: false,
      legalComments: "none",
    });
    put(basename(file), outputFiles[0].contents);
  }
}

// The TTFs that the PDF is set in take a while to make, and do not change with the styles.
for (const entry of [...safely(out)]) if (entry !== "fonts") rmSync(join(out, entry), { recursive: true });
for (const entry of [...safely(join(out, "fonts"))]) if (entry !== "ttf") rmSync(join(out, "fonts", entry));
fonts();
images();
styles();
scripts();
mkdirSync(join(out, "licences"), { recursive: true });
for (const family of ["source-sans-3", "source-serif-4"])
  cpSync(join(modules, "@fontsource-variable", family, "LICENSE"), join(out, "licences", `${family}.txt`));
writeFileSync(join(out, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
cpSync(join(modules, "qr", "LICENSE-MIT"), join(out, "licences", "qr.txt"));
console.log(`${Object.keys(manifest).length} files in engage/static`);

function safely(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
