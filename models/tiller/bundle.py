"""A pack as one file, `<name>.tiller.zip`: what the page's workshop made becomes a training run here, and what is trained here goes back.

The page writes pack.json (with the reader's own rewards as `definitions`), adapters/<slot>/, prompts.json, recipe.json (a config.json for each
run, with its method) and, where the prompts are the reader's, pool.json: the base's answers to them (src/workshop/keep/make-pack.ts).
"""

from __future__ import annotations

import base64
import json
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tiller.checkpoint import append_line, read_lines
from tiller.commit import head_commit
from tiller.gguf import ROOT

SHIPPED_POOL = ROOT / "public/models/pool.json"
# A soft prompt with the budget of a run of adapters: how many vectors, and how much faster they learn (src/training/defaults.ts).
SOFT_BANK, SOFT_PACE = {"rank": 8, "scale": 1.0}, 10.0
# What a config.json of runs/ says beside what the page knows: a recipe.json may say it too.
USUAL = {"dtype": "bfloat16", "look_prompts": 10}
# What bundle_config adds to a recipe, and a recipe that goes back has not.
OURS = ("prompts", "system", "definitions", "pool", "look_points")


@dataclass(frozen=True)
class Bundle:
    """An unpacked bundle."""

    file: Path
    folder: Path

    def read(self, name: str) -> Any:
        """One of its JSON files. Raises ValueError when it is not there."""
        path = self.folder / name
        if not path.exists():
            raise ValueError(f"{self.file}: has no {name}, expected a pack that the workshop or export.py made")
        return json.loads(path.read_text())

    @property
    def adapters(self) -> Path:
        """The PEFT folders, one a slot."""
        return self.folder / "adapters"


def unpack(file: Path, folder: Path) -> Bundle:
    """The files of a bundle below `folder`, without the one folder that may hold them all.

    Raises ValueError when it holds no pack.json or a name leaves the folder.
    """
    with zipfile.ZipFile(file) as archive:
        names = [name for name in archive.namelist() if not name.endswith("/")]
        packs = sorted((name for name in names if name.split("/")[-1] == "pack.json"), key=lambda name: name.count("/"))
        if not packs:
            raise ValueError(f"{file}: expected a pack.json in it, got {', '.join(names[:3]) or 'nothing'}")
        root = packs[0].removesuffix("pack.json")
        for name in names:
            if not name.startswith(root):
                continue
            target = (folder / name.removeprefix(root)).resolve()
            if not target.is_relative_to(folder.resolve()):
                raise ValueError(f"{file}: the name {name!r} leaves the folder, expected one below it")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(archive.read(name))
    return Bundle(file, folder)


def write_bundle(folder: Path, file: Path) -> None:
    """All files of a pack's folder as a bundle; one and the same bytes of one and the same files."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(file, "w") as archive:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            info = zipfile.ZipInfo(path.relative_to(folder).as_posix())
            info.external_attr = 0o644 << 16
            # Tensors do not get smaller.
            info.compress_type = zipfile.ZIP_STORED if path.suffix == ".safetensors" else zipfile.ZIP_DEFLATED
            archive.writestr(info, path.read_bytes())


def recipe_of(bundle: Bundle, method: str, variant: str | None = None) -> dict[str, Any]:
    """The settings of the bundle's run of a method (and variant), else those of its first run for this method: the same budget."""
    runs: list[dict[str, Any]] = bundle.read("recipe.json")["runs"]
    if not runs:
        raise ValueError(f"{bundle.file}: recipe.json: field runs: expected one run at least, got none")

    def fits(run: dict[str, Any]) -> bool:
        return run["method"] == method and (variant is None or run.get("variant", "attention") == variant)

    found = next((run for run in runs if fits(run)), None)
    if found is None:
        shared = {key: value for key, value in runs[0].items() if key != "variant"}
        found = {**shared, "method": method, **({"variant": variant} if method == "clp" and variant else {})}
        if method == "soft-prompt" and runs[0]["method"] != method:
            stages = {name: {**found[name], "rate": found[name]["rate"] * SOFT_PACE} for name in ("offline", "on_policy") if name in found}
            found |= {"bank": SOFT_BANK, **stages}
    if method == "gold" and "gold" not in found:
        raise ValueError(f"{bundle.file}: recipe.json: expected a run of gold, whose weightings to train at, got {', '.join(run['method'] for run in runs)}")
    return found


def bundle_config(bundle: Bundle, method: str, variant: str | None = None) -> dict[str, Any]:
    """What runs/<pack>/config.json is to a published pack: the run's recipe, its prompts, pool, system prompt and own rewards."""
    recipe = recipe_of(bundle, method, variant)
    pack = bundle.read("pack.json")
    config = {**USUAL, **recipe, "prompts": str(bundle.folder / "prompts.json"), "system": pack["system"]}
    for stage in ("offline", "on_policy"):
        if stage in config:
            config[stage] = {"keep_every": max(1, config[stage]["steps"]), **config[stage]}
    if pack.get("definitions"):
        config["definitions"] = str(bundle.folder / "pack.json")
    if "axes" in config:
        config["look_points"] = [[1, 0], [0.5, 0.5]]
    config["pool"] = {"folder": str(pool_folder(bundle)), "lists": bool(bundle.read("recipe.json").get("lists"))}
    return config


def pool_folder(bundle: Bundle) -> Path:
    """The bundle's pool, or the one that the site ships, as pool.py writes one: a line an answer."""
    named = bundle.read("recipe.json").get("pool", "shipped")
    source = SHIPPED_POOL if named == "shipped" else bundle.folder / named
    if not source.exists():
        raise ValueError(f"{bundle.file}: recipe.json: field pool: expected a file that is there, got {named!r}")
    pool = json.loads(source.read_text())
    base = bundle.read("pack.json")["base"]
    if pool["base"] != base:
        raise ValueError(f"{source}: field base: expected the pack's, {base[:10]}…, got {pool['base'][:10]}…")
    folder = bundle.folder / "pool"
    path = folder / "pool-0.jsonl"
    wanted = set(bundle.read("prompts.json")["train"])
    answers = [answer for answer in pool["answers"] if pool["prompts"][answer["prompt"]] in wanted]
    if path.exists() and len(read_lines(path)) == len(answers):
        return folder
    path.unlink(missing_ok=True)
    for answer in answers:
        tokens = np.frombuffer(base64.b64decode(answer["tokens"]), dtype="<u2").tolist()
        end = [pool["stop"]] if answer["finished"] else []
        append_line(path, {"prompt": pool["prompts"][answer["prompt"]], "tokens": [*tokens, *end], "text": answer["text"], "finished": answer["finished"]})
    return folder


def training_cost(log: Path) -> dict[str, Any]:
    """What a run cost, as scripts/evaluate/training-cost.ts reads it from a log: of a step that was taken twice the last word counts."""
    entries = [entry for entry in read_lines(log) if "stage" in entry]
    steps = {(entry["stage"], entry["step"]): entry for entry in entries}
    sampled = [entry for (stage, _), entry in steps.items() if stage == "on_policy"]
    ends = [e["minutes"] for e, after in zip(entries, [*entries[1:], None]) if after is None or after["minutes"] < e["minutes"]]
    return {
        "steps": len(steps),
        "generatedTokens": sum(entry["tokens"] for entry in sampled),
        "rewardCalls": sum(entry["samples"] for entry in sampled),
        "minutes": round(sum(ends), 1),
    }


def policies_of(name: str, recipe: dict[str, Any], slots: list[str]) -> list[dict[str, Any]]:
    """How pack.json describes the policy that a run of this name trained (twin of src/workshop/keep/pack-of-runs.ts)."""
    axes = recipe.get("axes", recipe["rewards"])
    if name == "gold":
        points = [{"weights": weights, "slot": f"gold-{i + 1}"} for i, weights in enumerate(recipe["gold"])]
        return [{"id": "gold", "label": "Gold", "method": "trained-at", "slots": {"rewards": []}, "points": points}]
    own = [slot if (slot := f"{name}-{axis}") in slots else None for axis in axes]
    if name == "rs":
        experts = {"slots": {"rewards": own}}
        return [{"id": "rs", "label": "Rewarded Soups", "method": "rs", **experts}, {"id": "single", "label": "Single-reward expert", "method": "single", **experts}]
    labels = {"clp": "CLP", "clp-full": "CLP, all linears", "clp-logit": "CLP, head", "soft": "Soft prompt"}
    if name not in labels:
        raise ValueError(f"run {name}: expected one of {', '.join([*labels, 'rs', 'gold'])}, whose policies a bundle has")
    shared = {"shared": f"{name}-shared"} if f"{name}-shared" in slots else {}
    method = "soft-prompt" if name == "soft" else "clp"
    return [{"id": name, "label": labels[name], "method": method, "slots": {**shared, "rewards": own}}]


def put_run(bundle: Bundle, name: str, policy: Path, adapters: Path) -> list[str]:
    """Put what a run trained in the place of what the bundle had of its slots; returns the slots.

    policy: the run's folder with log.jsonl and config.json. adapters: a folder for each slot. What was measured is of other adapters then,
    and is left out.
    """
    pack, recipes = bundle.read("pack.json"), bundle.read("recipe.json")
    recipe = {key: value for key, value in json.loads((policy / "config.json").read_text()).items() if key not in (*OURS, *USUAL)}
    slots = sorted(path.name for path in adapters.iterdir())
    for slot in slots:
        target = bundle.adapters / slot
        target.mkdir(parents=True, exist_ok=True)
        for part in ("adapter_config.json", "adapter_model.safetensors"):
            (target / part).write_bytes((adapters / slot / part).read_bytes())
    sizes = sum((adapters / slot / "adapter_model.safetensors").stat().st_size for slot in slots)
    training = {"seed": recipe["seed"], **training_cost(policy / "log.jsonl"), "commit": head_commit(), "adapterBytes": sizes}
    known = {slot["id"]: slot for slot in pack["slots"]}
    for slot in slots:
        described = json.loads((adapters / slot / "adapter_config.json").read_text())
        size = {"rank": described["r"]} if "r" in described else {"softTokens": described["num_virtual_tokens"]}
        known[slot] = {"id": slot, "path": f"adapters/{slot}", **size}
    pack["slots"] = list(known.values())
    trained = [{**one, "training": training} for one in policies_of(name, recipe, slots)]
    places = {one["id"]: one for one in [*pack["policies"], *trained]}
    pack["policies"] = list(places.values())
    rest = [run for run in recipes["runs"] if (run["method"], run.get("variant")) != (recipe["method"], recipe.get("variant"))]
    recipes["runs"] = [*rest, recipe]
    for file, value in (("pack.json", pack), ("recipe.json", recipes)):
        (bundle.folder / file).write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n")
    (bundle.folder / "front.json").unlink(missing_ok=True)
    tell(bundle, name, training)
    return slots


def tell(bundle: Bundle, name: str, training: dict[str, Any]) -> None:
    """The model card says who trained what, and no longer what other adapters were measured to do."""
    card = bundle.folder / "README.md"
    if not card.exists():
        return
    text = re.sub(r"(## What was measured\n\n).*?(?=\n## |\Z)", r"\1Nothing yet: no claim is made.\n", card.read_text(), flags=re.S)
    line = (
        f"- {name}, by the scripts of `models/`: {training['steps']} steps, {training['generatedTokens']:,} tokens generated, "
        f"{training['minutes']} minutes; seed {training['seed']}, commit {training['commit']}\n"
    )
    card.write_text(re.sub(r"(## What was trained\n\n)", lambda found: found[1] + line, text))
