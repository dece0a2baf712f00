use std::{
	fs,
	io::{BufRead, BufReader},
	os::unix::fs::PermissionsExt,
	process::{Command, Stdio},
};

use bpiiot_primitives::{ActionKind, Counter};
use rand::{Rng, SeedableRng, rngs::StdRng};

use super::*;
use crate::{
	device::Cause,
	network::{
		journal::{Batch, JournalError, Totals},
		records::{Cursor, Fate, Trigger},
	},
};

fn trigger(seq: u64) -> Trigger {
	Trigger { seq, agreement: 5, rule: 0, action: ActionKind::RequestService, raised_at: 7, reading: 3 }
}

fn batch(from: u64, readings: u64) -> Batch {
	Batch { readings: (from..from + readings).map(|at| reading(VIBRATION, 1, at)).collect(), ..Batch::default() }
}

#[test]
fn a_reopened_journal_holds_what_was_committed() {
	let data = tempfile::tempdir().unwrap();
	let pausing = Counter { count: 2, quiet_until: u64::MAX };
	{
		let journal = Journal::open(data.path(), 100).unwrap();
		assert_eq!(journal.recover().unwrap(), Default::default());
		let mut first = batch(10, 3);
		first.counters.insert((5, 0), pausing);
		first.triggers.push(trigger(9));
		first.rejected.insert(Cause::Malformed, 4);
		journal.commit(&first).unwrap();
		journal.save_terms(&terms(), &[((5, 0), pausing)].into(), 10).unwrap();
	}
	let journal = Journal::open(data.path(), 100).unwrap();
	let recovered = journal.recover().unwrap();
	assert_eq!(recovered.counters, [((5, 0), pausing)].into());
	assert_eq!(recovered.channels, [(VIBRATION, 12)].into());
	assert_eq!(recovered.terms, terms());
	assert_eq!(recovered.next_trigger, Some(10));
	assert_eq!(journal.pending(9).unwrap(), [trigger(9)]);
	assert_eq!(journal.head().0, 3);
	assert_eq!(journal.verify().unwrap(), 3);
	let expected = Totals { readings: 3, pending: 1, rejected: [(Cause::Malformed, 4)].into(), ..Totals::default() };
	assert_eq!(journal.totals().unwrap(), expected);
}

#[test]
fn only_the_newest_readings_are_kept_and_their_hash_chain_holds() {
	let data = tempfile::tempdir().unwrap();
	let head = {
		let journal = Journal::open(data.path(), 10).unwrap();
		for round in 0..7 {
			journal.commit(&batch(round * 5, 5)).unwrap();
			assert_eq!(journal.verify().unwrap(), (round * 5 + 5).min(10));
		}
		journal.head()
	};
	// A shorter limit takes effect with the next batch, and the chain goes on from the same head.
	let journal = Journal::open(data.path(), 4).unwrap();
	assert_eq!(journal.head(), head);
	journal.commit(&batch(100, 1)).unwrap();
	assert_eq!(journal.verify().unwrap(), 4);
	assert_eq!(journal.head().0, 36);
}

#[test]
fn triggers_are_booked_and_can_become_due_again() {
	let data = tempfile::tempdir().unwrap();
	let journal = Journal::open(data.path(), 10).unwrap();
	let triggers = (1..=4).map(trigger).collect();
	journal.commit(&Batch { triggers, ..Batch::default() }).unwrap();
	let cursor = |number| Cursor { number, hash: [1; 32], nonce: 2 };
	let refused = Fate::Refused { block: 8, error: "Maintenance.BudgetExceeded".into() };
	let fates = [(1, Fate::Sent { block: 7 }), (2, refused.clone()), (77, Fate::Sent { block: 7 })];
	journal.settle(&fates, &cursor(8)).unwrap();
	assert_eq!(journal.cursor().unwrap(), Some(cursor(8)));
	assert_eq!(journal.pending(1).unwrap(), [trigger(3)]);
	assert_eq!(journal.pending_up_to(3).unwrap(), [3]);
	assert_eq!(journal.trigger(2).unwrap(), Some((trigger(2), refused)));
	let totals = journal.totals().unwrap();
	assert_eq!((totals.pending, totals.sent, totals.refused), (2, 1, 1));
	assert_eq!(journal.settled_above(7, Some(2)).unwrap(), [2]);
	assert_eq!(journal.settled_above(8, Some(1)).unwrap(), [2]);
	assert!(journal.settled_above(8, Some(2)).unwrap().is_empty());
	assert_eq!(journal.settled_above(8, None).unwrap(), [2, 1]);
	journal.settle(&[(2, Fate::Pending)], &cursor(6)).unwrap();
	let totals = journal.totals().unwrap();
	assert_eq!((totals.pending, totals.sent, totals.refused), (3, 1, 0));
	assert_eq!(journal.pending(9).unwrap(), [trigger(2), trigger(3), trigger(4)]);
}

#[test]
fn a_trigger_without_a_number_after_it_is_an_error() {
	let data = tempfile::tempdir().unwrap();
	let journal = Journal::open(data.path(), 10).unwrap();
	let error = journal.commit(&Batch { triggers: vec![trigger(u64::MAX)], ..Batch::default() }).err().unwrap();
	assert!(matches!(error, JournalError::NumbersUsedUp(_)), "{error}");
	assert_eq!(journal.pending(9).unwrap(), []);
}

#[test]
fn the_journal_is_for_its_owner_alone() {
	let place = tempfile::tempdir().unwrap();
	let data = place.path().join("units/first");
	drop(Journal::open(&data, 10).unwrap());
	let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
	assert_eq!(mode(&data), 0o700);
	assert_eq!(mode(&data.join("journal.redb")), 0o600);
	// What is there already stays as its owner has set it.
	fs::set_permissions(&data, fs::Permissions::from_mode(0o750)).unwrap();
	drop(Journal::open(&data, 10).unwrap());
	assert_eq!(mode(&data), 0o750);
}

#[test]
fn a_second_unit_in_the_same_directory_is_refused() {
	let data = tempfile::tempdir().unwrap();
	let _first = Journal::open(data.path(), 10).unwrap();
	let error = Journal::open(data.path(), 10).err().unwrap();
	assert!(matches!(error, JournalError::InUse(_)), "{error}");
	assert!(error.to_string().contains("in use by another unit"));
}

#[test]
fn a_journal_of_another_device_or_chain_is_refused() {
	let data = tempfile::tempdir().unwrap();
	let journal = Journal::open(data.path(), 10).unwrap();
	assert_eq!(journal.chain().unwrap(), None);
	journal.claim_account([1; 32], "one").unwrap();
	journal.claim_account([1; 32], "one").unwrap();
	let error = journal.claim_account([2; 32], "two").err().unwrap().to_string();
	assert!(error.contains("device account") && error.contains("two"), "{error}");
	journal.claim_chain([3; 32]).unwrap();
	assert_eq!(journal.chain().unwrap(), Some([3; 32]));
	assert!(journal.claim_chain([4; 32]).err().unwrap().to_string().contains("belongs to the chain 0x0303"));
}

#[test]
fn a_torn_file_is_a_clear_error_or_an_earlier_state() {
	let data = tempfile::tempdir().unwrap();
	{
		let journal = Journal::open(data.path(), 100_000).unwrap();
		for round in 0..20 {
			journal.commit(&batch(round * 500, 500)).unwrap();
		}
	}
	let whole = fs::read(data.path().join("journal.redb")).unwrap();
	let mut random = StdRng::seed_from_u64(seed());
	let mut torn: Vec<Vec<u8>> = vec![
		b"not a journal".to_vec(),
		vec![0; 8192],
		whole[..100].to_vec(),
		whole[..whole.len() / 2].to_vec(),
		whole[..whole.len() - 1].to_vec(),
	];
	for _ in 0..20 {
		torn.push(whole[..random.random_range(1..whole.len())].to_vec());
		let mut flipped = whole.clone();
		let place = random.random_range(0..whole.len());
		let end = (place + 4096).min(whole.len());
		flipped[place..end].fill(random.random());
		torn.push(flipped);
	}
	let mut damaged = 0;
	for (case, bytes) in torn.iter().enumerate() {
		let copy = tempfile::tempdir().unwrap();
		fs::write(copy.path().join("journal.redb"), bytes).unwrap();
		match Journal::open(copy.path(), 100_000) {
			Ok(journal) => {
				let kept = journal.verify().unwrap();
				assert_eq!(kept, journal.head().0, "case {case}");
				assert_eq!(kept % 500, 0, "case {case}: half a batch");
			}
			Err(error) => {
				let text = error.to_string();
				assert!(text.contains("journal.redb") && !text.contains('\n'), "case {case}: {text}");
				damaged += 1;
			}
		}
	}
	assert!(damaged >= 4, "{damaged} of {} torn files were noticed", torn.len());
}

/// Not a test of its own: the process that the next test kills.
#[test]
fn writer_process() {
	let Ok(data) = std::env::var("BPIIOT_TEST_JOURNAL") else { return };
	let journal = Journal::open(Path::new(&data), 1_000).unwrap();
	loop {
		let next = journal.head().0;
		let mut one = batch(next + 1, 7);
		one.counters.insert((5, 0), Counter::at((next + 7) as u32));
		one.triggers.push(trigger(next + 7));
		journal.commit(&one).unwrap();
		println!("committed {}", next + 7);
	}
}

#[test]
fn a_killed_process_loses_nothing_that_it_had_committed() {
	let mut random = StdRng::seed_from_u64(seed());
	let data = tempfile::tempdir().unwrap();
	let mut triggers = 0;
	for round in 0..10 {
		let mut child = Command::new(std::env::current_exe().unwrap())
			.args(["--exact", "tests::journal::writer_process", "--nocapture"])
			.env("BPIIOT_TEST_JOURNAL", data.path())
			.stdout(Stdio::piped())
			.stderr(Stdio::null())
			.spawn()
			.unwrap();
		let wanted = random.random_range(1..40);
		let mut output = BufReader::new(child.stdout.take().unwrap()).lines();
		let mut last = 0;
		for _ in 0..wanted {
			let line = output.by_ref().map(Result::unwrap).find_map(|line| {
				line.rsplit_once("committed ").and_then(|(_, number)| number.trim().parse::<u64>().ok())
			});
			last = line.expect("the writer goes on until it is killed");
		}
		child.kill().unwrap();
		child.wait().unwrap();
		let journal = Journal::open(data.path(), 1_000).unwrap();
		let (next, _) = journal.head();
		assert!(next >= last, "round {round}: {next} of {last}");
		assert_eq!(next % 7, 0, "round {round}: half a batch");
		assert_eq!(journal.verify().unwrap(), next.min(1_000));
		let recovered = journal.recover().unwrap();
		assert_eq!(recovered.counters, [((5, 0), Counter::at(next as u32))].into());
		assert_eq!(recovered.channels, [(VIBRATION, next)].into());
		assert_eq!(recovered.next_trigger, Some(next + 1));
		triggers = journal.totals().unwrap().pending;
		assert_eq!(triggers, next / 7);
	}
	assert!(triggers > 0);
}
