//! What `docs/recipes.md` says of each project on its first day, asked of the command line.

use notprod_tests::{CommandLine, Ended, say};
use std::fs;

struct Recipe {
    name: &'static str,
    environment: &'static [(&'static str, &'static str)],
    files: &'static [(&'static str, &'static str)],
    arguments: &'static [&'static str],
    code: i32,
    said: &'static str,
}

const SERVICE: &str = "postgres://postgres:postgres@localhost:5432/shop_test";
const TEMPLATE: &str = "postgres://postgres:postgres@localhost/postgres";
const SAIL: &[(&str, &str)] = &[
    (
        "composer.json",
        "{\"require\": {\"laravel/framework\": \"^11\"}, \"require-dev\": {\"laravel/sail\": \"^1\"}}",
    ),
    ("artisan", ""),
    (
        ".env",
        "APP_ENV=local\nDB_CONNECTION=mysql\nDB_HOST=mysql\nDB_PORT=3306\nDB_DATABASE=laravel\nDB_USERNAME=sail\nDB_PASSWORD=password\n",
    ),
    (
        "phpunit.xml",
        "<phpunit>\n<php>\n<env name=\"DB_DATABASE\" value=\"testing\"/>\n</php>\n</phpunit>\n",
    ),
];
const FASTAPI: &[(&str, &str)] = &[
    ("requirements.txt", "fastapi\npydantic-settings\npytest\n"),
    (
        ".env",
        "DATABASE_URL=postgresql+asyncpg://app:x@db:5432/shop\n",
    ),
    (
        ".env.test",
        "DATABASE_URL=postgresql+asyncpg://app:x@localhost:5432/shop_test\n",
    ),
];
const MAIN: &str =
    "DATABASE_URL=postgresql://app:x@ep-cool-main-123456.eu-central-1.aws.neon.tech/neondb\n";
const BRANCH: &str =
    "DATABASE_URL=postgresql://app:x@ep-test-branch-654321.eu-central-1.aws.neon.tech/neondb\n";
const NEXT: &str = "{\"dependencies\": {\"next\": \"16\", \"@prisma/client\": \"6\"}, \"devDependencies\": {\"vitest\": \"3\"}}";

fn recipes() -> Vec<Recipe> {
    let recipe = |name, environment, files, arguments, code, said| Recipe {
        name,
        environment,
        files,
        arguments,
        code,
        said,
    };
    vec![
        recipe(
            "a service container",
            &[("CI", "true"), ("DATABASE_URL", SERVICE)],
            &[],
            &["--format", "github"],
            0,
            "notprod: allow",
        ),
        recipe(
            "a template's name",
            &[("CI", "true"), ("DATABASE_URL", TEMPLATE)],
            &[],
            &["--format", "github"],
            1,
            "::error title=NP001 unproven",
        ),
        recipe(
            "compose",
            &[("DATABASE_URL", "postgres://postgres:dev@db/shop_test")],
            &[(".env", "DATABASE_URL=postgres://postgres:dev@db/shop\n")],
            &[],
            0,
            "db:5432/shop_test",
        ),
        recipe(
            "compose without the variable",
            &[],
            &[(".env", "DATABASE_URL=postgres://postgres:dev@db/shop\n")],
            &[],
            1,
            "unproven",
        ),
        recipe("sail", &[], SAIL, &[], 0, "phpunit.xml:3"),
        recipe(
            "sail without phpunit.xml",
            &[],
            &SAIL[..3],
            &[],
            1,
            "mysql:3306/laravel",
        ),
        recipe("fastapi", &[], FASTAPI, &[], 1, "db:5432/shop "),
        recipe(
            "fastapi with its file",
            &[],
            FASTAPI,
            &["--load", ".env.test"],
            0,
            "localhost:5432/shop_test",
        ),
        recipe(
            "neon without a policy",
            &[],
            &[
                ("package.json", NEXT),
                (".env", MAIN),
                (".env.test", BRANCH),
            ],
            &["--load", ".env.test"],
            1,
            "NP302",
        ),
    ]
}

fn page() -> String {
    fs::read_to_string(notprod_tests::checkout().join("docs/recipes.md")).expect("the page")
}

fn ask(recipe: &Recipe, policy: Option<&str>) -> Ended {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in recipe.files {
        fs::write(folder.path().join(name), text).expect("a file");
    }
    if let Some(policy) = policy {
        fs::write(folder.path().join("notprod.toml"), policy).expect("a file");
    }
    CommandLine::new(env!("CARGO_BIN_EXE_notprod-under-test"), folder.path())
        .args(["check", "--offline"])
        .args(recipe.arguments)
        .env(recipe.environment.iter().copied())
        .run()
        .expect("a run")
}

#[test]
fn each_recipe_is_answered_as_its_page_says() {
    let recipes = recipes();
    for recipe in &recipes {
        let ended = ask(recipe, None);
        assert_eq!(
            ended.code,
            Some(recipe.code),
            "{}: {}",
            recipe.name,
            ended.printed()
        );
        assert!(
            ended.stdout.contains(recipe.said),
            "{}: {}",
            recipe.name,
            ended.printed()
        );
    }
    say(&format!("recipes: {} projects", recipes.len()));
}

/// The policy on the page allows the branch for tests, and nothing lifts the main one.
#[test]
fn the_policy_for_neon_is_the_one_on_the_page() {
    let page = page();
    let (_, policy) = page.split_once("```toml\n[databases]").expect("the policy");
    let policy = format!(
        "[databases]{}",
        policy.split_once("```").expect("its end").0
    );
    let with = |address| Recipe {
        name: "neon",
        environment: &[],
        files: address,
        arguments: &[],
        code: 0,
        said: "",
    };
    let branch = ask(
        &with(&[("package.json", NEXT), (".env", BRANCH)]),
        Some(&policy),
    );
    assert_eq!(branch.code, Some(0), "{}", branch.printed());
    let main = ask(
        &with(&[("package.json", NEXT), (".env", MAIN)]),
        Some(&policy),
    );
    assert_eq!(main.code, Some(1), "{}", main.printed());
    assert!(main.stdout.contains("NP401"), "{}", main.stdout);
}
