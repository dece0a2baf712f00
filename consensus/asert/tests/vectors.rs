//! The published vectors of aserti3-2d, and how the reader of their files takes bad lines.

#[path = "../examples/vector_file/mod.rs"]
mod vector_file;

use std::{fs, path::Path};

// covers M4
#[test]
fn every_published_vector_is_met_exactly() {
	let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../vectors");
	let mut files: Vec<_> = fs::read_dir(&folder)
		.expect("the folder of vectors is part of the repository")
		.map(|entry| entry.expect("the folder can be listed").path())
		.filter(|path| path.extension().is_some_and(|extension| extension == "csv"))
		.collect();
	files.sort();
	assert!(files.len() >= 9, "only {} vector files", files.len());
	let mut rows = 0;
	for file in files {
		let outcome = vector_file::check(&fs::read(&file).expect("a vector file can be read"));
		assert!(outcome.failures.is_empty(), "{}: {:#?}", file.display(), outcome.failures);
		rows += outcome.passed;
	}
	assert!(rows > 3_000, "only {rows} vectors");
}

const HEADER: &str = "# aserti3-2d, ideal 600 s, half-life 172800 s, target limit 0x1d00ffff\n\
	# anchor_height=1 anchor_time=0 anchor_bits=0x1a2b3c4d\n\
	height,time,expected_bits\n";

fn failures_of(rows: &str) -> (usize, Vec<String>) {
	let outcome = vector_file::check(format!("{HEADER}{rows}").as_bytes());
	(outcome.passed, outcome.failures)
}

#[test]
fn a_wrong_expectation_fails() {
	let (passed, failures) = failures_of("2,1200,0x1a2b3c4d\n3,1800,0x1a2b3c4e\n");
	assert_eq!(passed, 1);
	assert_eq!(failures, ["line 5: height 3, time 1800: expected 0x1a2b3c4e, found 0x1a2b3c4d"]);
}

#[test]
fn malformed_lines_are_reported_with_their_number_and_the_rest_is_checked() {
	let (passed, failures) = failures_of(
		"2,1200\n2,1200,0x1a2b3c4d,7\n-2,1200,0x1a2b3c4d\n2,noon,0x1a2b3c4d\n2,1200,1a2b3c4d\n2,1200,0x+1\n\n\
		 2,99999999999999999999,0x1a2b3c4d\r\n2,1200,0x1A2B3C4D\r\n# anchor_bits=x\n",
	);
	assert_eq!(passed, 1, "{failures:?}");
	let numbers: Vec<_> = failures.iter().map(|failure| failure.split(':').next().unwrap_or_default()).collect();
	assert_eq!(numbers, ["line 4", "line 5", "line 6", "line 7", "line 8", "line 9", "line 11", "line 13"]);
}

#[test]
fn rows_without_parameters_fail() {
	let outcome = vector_file::check(b"height,time,expected_bits\n2,1200,0x1a2b3c4d\n");
	assert_eq!(outcome.passed, 0);
	assert_eq!(outcome.failures, ["line 2: no comment above gives the target limit"]);
	assert_eq!(vector_file::check(b"").failures, ["the file holds no vector"]);
	assert_eq!(vector_file::check(HEADER.as_bytes()).failures, ["the file holds no vector"]);
}

#[test]
fn bytes_that_are_no_text_fail_on_their_line() {
	let mut content = HEADER.as_bytes().to_vec();
	content.extend(b"2,1200,\xff\xfe\n2,1200,0x1a2b3c4d\n");
	let outcome = vector_file::check(&content);
	assert_eq!(outcome.passed, 1);
	assert_eq!(outcome.failures.len(), 1);
	assert!(outcome.failures[0].starts_with("line 4:"), "{:?}", outcome.failures);
}
