//! `RELIABILITY.md` against the tests: every promise has a test that is named after it, and every test
//! that names a promise stands there.
#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The numbers that a test's name begins with: 3 and 4 of `r3_r4_a_name`.
fn numbers(name: &str) -> BTreeSet<u32> {
    let leading = name.split('_').map_while(|word| word.strip_prefix('r')?.parse().ok());
    leading.collect()
}

fn collect(folder: &Path, names: &mut BTreeSet<String>) {
    for entry in folder.read_dir().unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, names);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            let found = text.lines().filter_map(|line| {
                let line = line.trim_start();
                let name = line.strip_prefix("async fn ").or_else(|| line.strip_prefix("fn "))?;
                let name = name.split('(').next()?;
                (!numbers(name).is_empty()).then(|| name.to_owned())
            });
            names.extend(found);
        }
    }
}

#[test]
fn every_promise_has_its_tests() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut names = BTreeSet::new();
    let folders =
        ["tests/tests", "api/tests", "cli/tests", "sandbox/tests", "runtime/src", "api/src"];
    for folder in folders {
        collect(&root.join(folder), &mut names);
    }
    let text = std::fs::read_to_string(root.join("RELIABILITY.md")).unwrap();
    let mut promises = BTreeMap::<u32, BTreeSet<String>>::new();
    for promise in text.split("\n- **R").skip(1) {
        let (number, told) = promise.split_once("**").unwrap();
        let told = told.split("\n## ").next().unwrap().split('`').skip(1).step_by(2);
        let told = told.filter(|name| !numbers(name).is_empty()).map(str::to_owned);
        promises.insert(number.parse().unwrap(), told.collect());
    }
    assert_eq!(promises.keys().copied().collect::<Vec<u32>>(), (1..=85).collect::<Vec<_>>());
    for (number, told) in promises {
        let tests = names.iter().filter(|name| numbers(name).contains(&number));
        let tests: BTreeSet<String> = tests.cloned().collect();
        assert!(!tests.is_empty(), "R{number} has no test");
        assert_eq!(told, tests, "R{number}: what is told, and what there is");
    }
}
