//! What the commands of a test run load before the runner starts: `dotenv -e FILE`, `env-cmd`,
//! `node --env-file=FILE`, `cross-env NAME=value`.

use super::readings::Order;
use crate::dotenv::Dialect;
use serde_json::Value;

/// What one command loads.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Loads {
    /// Files with their reader, in the order in which they are loaded.
    pub(super) stacks: Vec<Stack>,
    /// Variables that it sets itself.
    pub(super) sets: Vec<(String, String)>,
    /// env-cmd's file of environments and the ones that are asked for.
    pub(super) environments: Option<(Option<String>, Vec<String>)>,
    /// Vite's mode.
    pub(super) mode: Option<String>,
}

/// Files that one reader loads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stack {
    pub(super) files: Vec<String>,
    pub(super) dialects: Vec<Dialect>,
    pub(super) order: Order,
    /// Whether the files win over what the process holds.
    pub(super) beats_process: bool,
}

/// The commands of a manifest's scripts that a test run is made of, and the one that was given.
pub(super) fn of_tests(manifest: &Value, arguments: &[String]) -> Vec<Loads> {
    let scripts = manifest.get("scripts").and_then(Value::as_object);
    let tests = scripts.into_iter().flatten().filter(|(name, _)| {
        name.split([':', '-', '_'])
            .any(|word| matches!(word, "test" | "tests" | "e2e" | "jest" | "vitest"))
    });
    let mut found: Vec<Loads> = tests
        .filter_map(|(_, script)| script.as_str())
        .flat_map(|script| script.split(['|', ';', '&']))
        .map(|command| loads(&words(command)))
        .collect();
    found.push(loads(arguments));
    found.retain(|loads| *loads != Loads::default());
    found
}

/// The words of a command, quotes taken off.
fn words(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut quote = None;
    for c in command.chars() {
        match quote {
            Some(open) if c == open => quote = None,
            None if matches!(c, '"' | '\'') => quote = Some(c),
            None if c.is_whitespace() => {
                words.extend(Some(std::mem::take(&mut word)).filter(|w| !w.is_empty()))
            }
            _ => word.push(c),
        }
    }
    words.extend(Some(word).filter(|w| !w.is_empty()));
    words
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Tool {
    DotenvCli,
    EnvCmd,
    Node,
}

/// A tool and what its options say so far.
struct Begun {
    tool: Tool,
    files: Vec<String>,
    cascade: Option<Option<String>>,
    overrides: Option<bool>,
}

impl Begun {
    fn new(tool: Tool) -> Begun {
        Begun {
            tool,
            files: Vec::new(),
            cascade: None,
            overrides: None,
        }
    }

    fn stack(self, environments: bool) -> Option<Stack> {
        let stack = match self.tool {
            Tool::Node => Stack::new(self.files, Dialect::Node, Order::LastWins),
            // It reads its file of environments in the place of a dotenv file.
            Tool::EnvCmd if environments => return None,
            Tool::EnvCmd => Stack {
                beats_process: self.overrides.unwrap_or(true),
                ..Stack::new(or_default(self.files), Dialect::EnvCmd, Order::FirstWins)
            },
            Tool::DotenvCli => Stack {
                beats_process: self.overrides.unwrap_or(false),
                ..Stack::new(
                    cascaded(or_default(self.files), self.cascade),
                    Dialect::NpmExpand,
                    Order::FirstWins,
                )
            },
        };
        (!stack.files.is_empty()).then_some(stack)
    }
}

fn loads(words: &[String]) -> Loads {
    let mut loads = Loads::default();
    let mut begun = Begun::new(Tool::Node);
    let mut at = 0;
    // Behind a program `NAME=value` is an argument of its own.
    let mut may_assign = true;
    while let Some(word) = words.get(at) {
        at += 1;
        let tool = match word.rsplit('/').next().unwrap_or(word) {
            "dotenv" | "dotenv-cli" => Some(Tool::DotenvCli),
            "env-cmd" => Some(Tool::EnvCmd),
            "node" | "tsx" => Some(Tool::Node),
            _ => None,
        };
        if let Some(tool) = tool {
            let before = std::mem::replace(&mut begun, Begun::new(tool));
            loads
                .stacks
                .extend(before.stack(loads.environments.is_some()));
            continue;
        }
        if let Some((name, value)) = assignment(word).filter(|_| may_assign) {
            loads.sets.push((name.to_owned(), value.to_owned()));
            continue;
        }
        may_assign = matches!(
            word.as_str(),
            "cross-env" | "cross-env-shell" | "env" | "npx" | "yarn" | "pnpm" | "exec" | "--"
        );
        let value = |flag: &str| -> Option<String> {
            match word.strip_prefix(flag)? {
                "" => words.get(at).filter(|next| !next.starts_with('-')).cloned(),
                rest => rest.strip_prefix('=').map(str::to_owned),
            }
        };
        if let Some(file) = value("--env-file").or_else(|| value("--env-file-if-exists")) {
            begun.files.push(file);
            continue;
        }
        if let Some(mode) = value("--mode") {
            loads.mode = Some(mode);
            continue;
        }
        match (begun.tool, word.as_str()) {
            (Tool::DotenvCli, "-o" | "--override") => begun.overrides = Some(true),
            (Tool::DotenvCli, option) if option == "-c" || option.starts_with("-c=") => {
                begun.cascade = Some(value("-c"));
            }
            (Tool::DotenvCli, "-v") => {
                loads.sets.extend(
                    words
                        .get(at)
                        .and_then(|word| assignment(word))
                        .map(|(name, value)| (name.to_owned(), value.to_owned())),
                );
                at += 1;
            }
            (Tool::DotenvCli, _) => begun.files.extend(value("-e")),
            (Tool::EnvCmd, "--no-override") => begun.overrides = Some(false),
            (Tool::EnvCmd, _) => {
                begun.files.extend(value("-f").or_else(|| value("--file")));
                if let Some(names) = value("-e").or_else(|| value("--environments")) {
                    let names = names.split(',').map(str::to_owned);
                    loads.environments.get_or_insert_default().1.extend(names);
                }
                if let Some(file) = value("-r").or_else(|| value("--rc-file")) {
                    loads.environments.get_or_insert_default().0 = Some(file);
                }
            }
            (Tool::Node, _) => {}
        }
    }
    loads
        .stacks
        .extend(begun.stack(loads.environments.is_some()));
    loads
}

impl Stack {
    pub(super) fn new(files: Vec<String>, dialect: Dialect, order: Order) -> Stack {
        Stack {
            files,
            dialects: vec![dialect],
            order,
            beats_process: false,
        }
    }
}

fn or_default(files: Vec<String>) -> Vec<String> {
    if files.is_empty() {
        vec![".env".to_owned()]
    } else {
        files
    }
}

/// dotenv-cli's `-c`: each file with its local and its environment's own before it.
fn cascaded(files: Vec<String>, cascade: Option<Option<String>>) -> Vec<String> {
    let Some(environment) = cascade else {
        return files;
    };
    files
        .into_iter()
        .flat_map(|file| match &environment {
            Some(name) => vec![
                format!("{file}.{name}.local"),
                format!("{file}.local"),
                format!("{file}.{name}"),
                file,
            ],
            None => vec![format!("{file}.local"), file],
        })
        .collect()
}

/// `NAME=value` as a word of its own.
fn assignment(word: &str) -> Option<(&str, &str)> {
    let (name, value) = word.split_once('=')?;
    let well = !name.is_empty()
        && !name.starts_with(|c: char| c.is_ascii_digit())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    well.then_some((name, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(command: &str) -> Loads {
        loads(&words(command))
    }

    fn files(command: &str) -> Vec<(Vec<String>, bool)> {
        let stacks = of(command).stacks.into_iter();
        stacks
            .map(|stack| (stack.files, stack.beats_process))
            .collect()
    }

    #[test]
    fn what_commands_load() {
        let expected = |files: &[&str], beats: bool| {
            vec![(
                files.iter().map(|f| (*f).to_owned()).collect::<Vec<_>>(),
                beats,
            )]
        };
        for (command, files_, beats) in [
            ("dotenv -e .env.test -- jest", &[".env.test"][..], false),
            ("npx dotenv -e a -e b -o jest", &["a", "b"], true),
            (
                "dotenv -c test -- jest",
                &[".env.test.local", ".env.local", ".env.test", ".env"],
                false,
            ),
            ("dotenv -- jest", &[".env"], false),
            ("env-cmd -f .env.test jest", &[".env.test"], true),
            ("env-cmd --no-override jest", &[".env"], false),
            (
                "node --env-file=.env.test --env-file .env.ci --test",
                &[".env.test", ".env.ci"],
                false,
            ),
            (
                "NODE_ENV=test tsx --env-file-if-exists=.env x.ts",
                &[".env"],
                false,
            ),
        ] {
            assert_eq!(files(command), expected(files_, beats), "{command}");
        }
        assert_eq!(files("jest --coverage -c jest.config.js"), vec![]);
    }

    #[test]
    fn what_commands_set() {
        let sets = of("cross-env NODE_ENV=test DATABASE_URL='postgres://h/a b' jest").sets;
        assert_eq!(
            sets.get(1),
            Some(&("DATABASE_URL".into(), "postgres://h/a b".into()))
        );
        let loads = of("env-cmd -e test,ci -r ./rc.json jest");
        assert_eq!(
            loads.environments,
            Some((Some("./rc.json".into()), vec!["test".into(), "ci".into()]))
        );
        assert!(loads.stacks.is_empty());
        assert_eq!(of("jest -t A=b C=d").sets, vec![]);
        let behind = of("dotenv -e .env.test -- cross-env A=b jest").sets;
        assert_eq!(behind, vec![("A".to_owned(), "b".to_owned())]);
        assert_eq!(of("vitest run --mode ci").mode.as_deref(), Some("ci"));
    }
}
