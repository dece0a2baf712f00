//! The standard format of data, their hashes and the receipts of reads.

use codec::Decode;
use proptest::prelude::*;

use super::{
	Aggregate, COARSE_TIME, DataType, Details, Function, MIN_AGGREGATED_ROWS, Summary, Tag, format,
	format::{Cell, Dataset, FormatError},
	is_host, is_read_query, is_tag,
	receipts::{prove, root, verify},
};
use crate::Hash;

fn table() -> Dataset {
	let row = |at, value| vec![Cell::Integer(at), Cell::real(value).expect("finite"), Cell::Text("ok".to_string())];
	Dataset {
		data_type: DataType::Telemetry,
		salt: [7; 32],
		columns: [format::TIME_COLUMN, "g", "state"].map(String::from).to_vec(),
		rows: vec![row(1_000, -0.0), row(1_000, 0.1), row(2_500, 3.5)],
	}
}

// covers M82
#[test]
fn a_table_in_the_standard_form_has_a_summary() {
	let summary = table().summary().expect("valid");
	assert_eq!((summary.rows, summary.from, summary.until), (3, 1_000, 2_500));
}

// covers M82
#[test]
fn every_departure_from_the_standard_form_is_found() {
	let fault = |change: fn(&mut Dataset)| {
		let mut table = table();
		change(&mut table);
		let fault = table.validate().expect_err("is at fault");
		assert_eq!(table.summary(), Err(fault.clone()));
		fault
	};
	assert_eq!(fault(|table| table.columns.clear()), FormatError::NoTimeColumn);
	assert_eq!(fault(|table| table.columns.swap(0, 1)), FormatError::NoTimeColumn);
	assert_eq!(fault(|table| table.columns[1] = "G".into()), FormatError::ColumnName("G".into()));
	assert_eq!(fault(|table| table.columns[2] = "g".into()), FormatError::DuplicateColumn("g".into()));
	assert_eq!(fault(|table| table.rows.clear()), FormatError::RowCount(0));
	assert_eq!(fault(|table| drop(table.rows[1].pop())), FormatError::RowWidth(1));
	assert_eq!(fault(|table| table.rows[1].push(Cell::Null)), FormatError::RowWidth(1));
	assert_eq!(fault(|table| table.rows[0][0] = Cell::Null), FormatError::RowTime(0));
	assert_eq!(fault(|table| table.rows[0][0] = Cell::Integer(-1)), FormatError::RowTime(0));
	assert_eq!(fault(|table| table.rows.swap(0, 2)), FormatError::RowOrder(1));
	assert_eq!(fault(|table| table.rows.swap(0, 1)), FormatError::RowOrder(1), "of the same time");
	assert_eq!(fault(|table| table.rows[1] = table.rows[0].clone()), FormatError::RowOrder(1), "twice the same");
	assert_eq!(fault(|table| table.rows[2][1] = Cell::Integer(3)), FormatError::RowType(2));
	assert_eq!(fault(|table| table.rows[1][2] = Cell::Bytes(b"ok".to_vec())), FormatError::RowType(1));
	for bits in [f64::NAN, f64::INFINITY, -0.0].map(f64::to_bits) {
		let mut table = table();
		table.rows[2][1] = Cell::Real(bits);
		assert_eq!(table.validate(), Err(FormatError::RowNumber(2)));
	}
	assert_eq!(Cell::real(f64::NAN), None);
	assert_eq!(Cell::real(f64::NEG_INFINITY), None);
	assert_eq!(Cell::real(-0.0), Cell::real(0.0));
}

/// Two providers that read the same rows in another order come to the same hash, and a table out of order has none.
// covers M82
#[test]
fn rows_have_one_order_and_only_a_table_in_it_has_a_hash() {
	let mut turned = table();
	turned.rows.reverse();
	turned.rows.push(turned.rows[0].clone());
	assert_eq!(turned.hash(), Err(FormatError::RowOrder(1)));
	turned.sort();
	assert_eq!(turned, table());
	assert_eq!(turned.hash(), table().hash());
	let mut gap = table();
	gap.rows[1][1] = Cell::Null;
	gap.sort();
	assert!(gap.hash().is_ok(), "no value is of every type");
}

// covers M80
#[test]
fn a_coarse_summary_tells_the_day_and_the_order_of_magnitude() {
	let summary = |rows, from, until| Summary { rows, from, until, index: Hash::zero() };
	let day = COARSE_TIME;
	for (exact, coarse) in [
		(summary(1, 0, 0), summary(1, 0, 0)),
		(summary(1_023, day - 1, day), summary(512, 0, day)),
		(summary(1_024, 5 * day + 1, 6 * day - 1), summary(1_024, 5 * day, 5 * day)),
		(summary(u32::MAX, u64::MAX, u64::MAX), summary(1 << 31, u64::MAX / day * day, u64::MAX / day * day)),
	] {
		assert_eq!(exact.is_coarse(), exact == coarse);
		assert_eq!(exact.coarse(), coarse);
		assert!(coarse.is_coarse());
	}
	assert_eq!(summary(0, 0, 0).coarse().rows, 0);
}

// covers M73
#[test]
fn whoever_changes_the_data_changes_the_hash() {
	let hash = table().hash();
	assert_eq!(hash, table().hash());
	let changes: [fn(&mut Dataset); 6] = [
		|table| table.rows[2][1] = Cell::real(3.500_000_000_000_001).expect("finite"),
		|table| table.rows[2][0] = Cell::Integer(2_501),
		|table| drop(table.rows.pop()),
		|table| table.columns[1] = "h".into(),
		|table| table.data_type = DataType::Production,
		|table| table.salt[31] ^= 1,
	];
	let mut seen = vec![hash];
	for change in changes {
		let mut table = table();
		change(&mut table);
		assert!(table.hash().is_ok());
		assert!(!seen.contains(&table.hash()));
		seen.push(table.hash());
	}
}

// covers M80
#[test]
fn the_same_data_under_two_salts_cannot_be_linked() {
	let (one, other) = (table(), Dataset { salt: [8; 32], ..table() });
	assert_ne!(one.hash(), other.hash());
	assert_ne!(one.summary().expect("valid").index, other.summary().expect("valid").index);
}

/// A record's details with this tag and these times.
fn details(tag: Tag, from: u64, until: u64) -> Details {
	Details {
		alias: Hash::repeat_byte(0xab),
		data_type: DataType::Telemetry,
		tag,
		summary: Summary { rows: MIN_AGGREGATED_ROWS, from, until, index: Hash::zero() },
		host: b"data.example".to_vec().try_into().expect("short"),
		pointers: Default::default(),
		link: Default::default(),
		licence: None,
	}
}

// covers M88
#[test]
fn a_bonus_query_is_one_aggregate_of_one_column_over_what_its_record_covers() {
	let covered = details(b"vibration/axis-1".to_vec().try_into().expect("short"), 5, 70);
	for (function, name) in [(Function::Count, "COUNT"), (Function::Sum, "SUM"), (Function::Average, "AVG")] {
		let aggregate = Aggregate { function, column: b"g_1".to_vec().try_into().expect("short") };
		assert!(aggregate.is_valid());
		let query = aggregate.query(&covered).into_inner();
		assert!(is_read_query(&query));
		let alias = "ab".repeat(32);
		let rows = format!("\"alias\" = '0x{alias}' AND \"at\" BETWEEN 5 AND 70");
		assert_eq!(query, format!("SELECT {name}(\"g_1\") FROM \"vibration/axis-1\" WHERE {rows}").into_bytes());
	}
	// The codes of the least and the greatest value are free: nothing that gives a single row can be asked.
	for code in 3..=u8::MAX {
		assert!(Function::decode(&mut &[code][..]).is_err());
	}
}

#[test]
fn the_longest_bonus_query_is_not_cut_off() {
	let longest = Aggregate { function: Function::Count, column: vec![b'a'; 32].try_into().expect("short") };
	let covered = details(vec![b'b'; 32].try_into().expect("short"), u64::MAX, u64::MAX);
	let query = longest.query(&covered);
	assert_eq!(query.len(), 236);
	assert!(query.ends_with(format!(" AND {}", u64::MAX).as_bytes()));
}

proptest! {
	#[test]
	fn each_receipt_can_be_proved_and_no_other(count in 1usize..40, at in 0usize..40, other in any::<u8>()) {
		let leaves: Vec<Hash> = (0..count).map(|index| Hash::repeat_byte(index as u8)).collect();
		let root = root(leaves.iter().copied());
		prop_assert_eq!(prove(&leaves, at).is_some(), at < count);
		if let Some(proof) = prove(&leaves, at) {
			prop_assert!(verify(root, leaves[at], at, count, &proof));
			let forged = Hash::repeat_byte(other);
			prop_assert_eq!(verify(root, forged, at, count, &proof), forged == leaves[at]);
			for wrong in 0..count {
				prop_assert_eq!(verify(root, leaves[at], wrong, count, &proof), wrong == at);
			}
			let mut longer = proof.clone();
			longer.push(Hash::zero());
			prop_assert!(!verify(root, leaves[at], at, count, &longer));
			if let Some((_, shorter)) = proof.split_last() {
				prop_assert!(!verify(root, leaves[at], at, count, shorter));
			}
		}
	}

	#[test]
	fn texts_that_pass_have_no_way_out(text in proptest::collection::vec(any::<u8>(), 0..40)) {
		if is_tag(&text) || is_host(&text) {
			prop_assert!(text.iter().all(|byte| byte.is_ascii_graphic() && !b"'\"`;\\*()=".contains(byte)));
		}
		if is_read_query(&text) {
			prop_assert!(!text.contains(&b';') && text.is_ascii());
		}
	}
}
