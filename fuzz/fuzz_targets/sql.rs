//! The lexer and the classifier of statements.
#![no_main]
use libfuzzer_sys::fuzz_target;
use notprod::sql::{Class, Dialect, classify, classify_class, statements, worst};

fuzz_target!(|input: &[u8]| {
    for dialect in Dialect::ALL {
        let class = classify_class(input, dialect);
        assert_eq!(classify(input, dialect).class(), class);
        assert_eq!(
            worst(input, dialect).class,
            class,
            "one walk and the other, {dialect:?}"
        );
        let mut end = 0;
        for statement in statements(input, dialect) {
            assert!(
                end <= statement.start
                    && statement.start <= statement.end
                    && statement.end <= input.len()
            );
            end = statement.end;
        }
        // A look at the bytes says nothing better than the parser, which a comment makes the one to ask.
        if let Some((word, rest)) = input.split_at_checked(6)
            && word.iter().all(u8::is_ascii_alphabetic)
            && rest.starts_with(b" ")
        {
            let parsed = classify_class(&[word, b"/**/", rest].concat(), dialect);
            assert!(
                class.rank() >= parsed.rank(),
                "{class:?}, {parsed:?}, {dialect:?}"
            );
        }
        // What comes before it does not hide a statement on a line of its own: the text in front ends
        // in nothing open, or is no harmless text itself.
        let mut dropped = b"DROP TABLE users;\n".to_vec();
        dropped.extend_from_slice(input);
        assert!(
            !matches!(
                classify_class(&dropped, dialect),
                Class::Read | Class::Session
            ),
            "a text behind a statement hides it, {dialect:?}"
        );
    }
});
