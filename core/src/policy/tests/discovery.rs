//! Which files are a policy, and which are none of ours.

use super::*;

#[test]
fn nothing_found_is_an_empty_policy() {
    assert_eq!(
        discover(&[]).unwrap(),
        Policy {
            today: TODAY,
            ..Policy::default()
        }
    );
    assert_eq!(
        discover(&[("/repo/app/notprod.toml", "")]).unwrap().files,
        ["notprod.toml".into()]
    );
}

#[test]
fn every_home_of_a_policy_is_read() {
    for (path, text, line) in [
        ("notprod.toml", "\n[databases]\nproduction = ['shop']\n", 3),
        (
            "pyproject.toml",
            "[project]\n[tool.notprod.databases]\nproduction = ['shop']\n",
            3,
        ),
        (
            "package.json",
            "{\"name\": \"x\",\n\"notprod\": {\"databases\": {\n\"production\": [\"shop\"]}}}",
            3,
        ),
        (
            "composer.json",
            "{\"extra\": {\"notprod\":\n{\"databases\": {\"production\": [\n\"shop\"]}}}}",
            3,
        ),
    ] {
        let policy = discover(&[(&format!("/repo/app/{path}"), text)]).unwrap();
        let source = &policy.production[0].source;
        assert_eq!(source.to_string(), format!("{path}:{line}"));
        assert_eq!(policy.files, [path.into()]);
    }
}

#[test]
fn files_of_others_are_none_of_ours() {
    for (path, text) in [
        ("pyproject.toml", "[[[ nonsense"),
        ("package.json", "// nonsense"),
        (
            "package.json",
            "{\"name\": \"notprod\", \"devDependencies\": {\"notprod\": \"1\"}}",
        ),
        (
            "pyproject.toml",
            "[project]\ndependencies = ['notprod']\ntool = 5\n",
        ),
        (
            "composer.json",
            "{\"require-dev\": {\"notprod/notprod\": \"*\"}, \"extra\": []}",
        ),
    ] {
        let policy = discover(&[(&format!("/repo/app/{path}"), text)]).unwrap();
        assert!(policy.files.is_empty(), "{text}");
    }
}

#[test]
fn what_cannot_be_parsed_is_an_error_that_quotes_nothing() {
    for (path, text) in [
        ("notprod.toml", "a = 1\nurl = hunter2\n"),
        ("pyproject.toml", "[tool.notprod]\nurl = hunter2\n"),
        ("package.json", "{\"notprod\": {},\n\"url\": hunter2}"),
        (
            "composer.json",
            "{\"extra\": {\"notprod\": {}},\n\"url\": hunter2}",
        ),
    ] {
        let error = discover(&[(&format!("/repo/app/{path}"), text)]).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Policy);
        assert!(
            error
                .to_string()
                .starts_with(&format!("{path}:2: cannot be parsed: ")),
            "{error}"
        );
        assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
        assert!(!error.message.contains('\n'));
    }
}

#[test]
fn what_cannot_be_read_is_an_error() {
    let unreadable = Content::Unreadable("permission denied".to_owned());
    let lossy = |text: &str| Content::Lossy(text.into());
    for (name, content, why) in [
        (
            "notprod.toml",
            unreadable.clone(),
            Some("permission denied"),
        ),
        ("package.json", unreadable, Some("permission denied")),
        ("notprod.toml", lossy("\u{fffd}"), Some("it is not UTF-8")),
        (
            "pyproject.toml",
            lossy("[tool.notprod]\n#\u{fffd}"),
            Some("it is not UTF-8"),
        ),
        ("pyproject.toml", lossy("#\u{fffd}"), None),
        ("package.json", Content::Folder, None),
    ] {
        let question = question();
        let mut disk = MapFiles::default();
        disk.files.insert(format!("/repo/{name}").into(), content);
        let result = Policy::discover(&Snapshot::new(&question, &disk), None);
        match (result, why) {
            (Ok(policy), None) => assert!(policy.files.is_empty()),
            (Err(error), Some(why)) => {
                assert_eq!(error.kind, ErrorKind::Policy);
                assert!(error.to_string().ends_with(why), "{error}");
            }
            (result, _) => panic!("{name}: {result:?}"),
        }
    }
}

#[test]
fn two_in_one_folder_contradict() {
    let error = discover(&[
        ("/repo/pyproject.toml", "[tool.notprod]\n"),
        ("/repo/package.json", "{\"notprod\": {}}"),
    ])
    .unwrap_err();
    assert_eq!(error.kind, ErrorKind::Contradiction);
    assert_eq!(
        error.to_string(),
        "../package.json: `../pyproject.toml` and `../package.json` both hold a policy"
    );
}

#[test]
fn a_key_that_stands_twice_loses_nothing() {
    for text in [
        "{\"notprod\": {},\n\"notprod\": {}}",
        "{\"notprod\": {\"databases\": {\"production\": [\"a\"],\n\"production\": []}}}",
        "{\"notprod\": {\"rules\": {\"a\": \"note\",\n\"a\": \"note\"}}}",
    ] {
        let error = discover(&[("/repo/app/package.json", text)]).unwrap_err();
        assert!(error.to_string().starts_with("package.json:2: "), "{error}");
        assert!(error.to_string().ends_with(" stands twice"), "{error}");
    }
}

#[test]
fn the_policy_that_is_asked_for_is_the_nearest() {
    let files = [
        (
            "/repo/app/ci/np.toml",
            "[databases]\ntest = ['a']\nproduction = ['x']\n[[databases.allow]]\ntarget = './t.db'\nreason = 'r'",
        ),
        (
            "/repo/app/notprod.toml",
            "[databases]\ntest = ['b']\nproduction = ['y']\n",
        ),
    ];
    let disk = MapFiles::with(&files);
    for path in ["ci/np.toml", "./ci/../ci/np.toml", "/repo/app/ci/np.toml"] {
        let question = Question {
            policy: Some(path.into()),
            ..question()
        };
        let policy = Policy::discover(&Snapshot::new(&question, &disk), None).unwrap();
        assert_eq!(policy.files, ["ci/np.toml".into(), "notprod.toml".into()]);
        assert_eq!(policy.test[0].text, "a");
        assert_eq!(policy.production.len(), 2);
        let asked = Asked::of(policy);
        assert!(asked.lifted(Engine::Sqlite, &file(&["/repo/app/ci/t.db"])));
    }
    let question = Question {
        policy: Some("notprod.toml".into()),
        ..question()
    };
    let policy = Policy::discover(&Snapshot::new(&question, &disk), None).unwrap();
    assert_eq!(policy.files, ["notprod.toml".into()]);
    assert_eq!(policy.production.len(), 1);
}

#[test]
fn the_policy_that_is_asked_for_must_be_there() {
    let disk = MapFiles::with(&[("/repo/app/pyproject.toml", "[tool.other]\n")]);
    for (path, kind, message) in [
        (
            "gone.toml",
            ErrorKind::Missing,
            "gone.toml: the policy that was asked for is not there",
        ),
        (
            "pyproject.toml",
            ErrorKind::Policy,
            "pyproject.toml: `tool.notprod` is not there",
        ),
    ] {
        let question = Question {
            policy: Some(path.into()),
            ..question()
        };
        let error = Policy::discover(&Snapshot::new(&question, &disk), None).unwrap_err();
        assert_eq!((error.kind, error.to_string().as_str()), (kind, message));
    }
}
