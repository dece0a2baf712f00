//! The permission question against a reference model, over random histories.

use std::collections::BTreeMap;

use bpiiot_primitives::sharing::{Kind, Mode, Scope, Terms};
use proptest::{
	prelude::*,
	test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};

use super::{stateful::seed, *};
use crate::Call;

/// One step in a history of two viewers (erin, frank) of records 0 (usual tag) and 1 (another tag).
#[derive(Clone, Debug)]
enum Step {
	Grant(usize, bool, usize, Mode, Option<u64>),
	Revoke(usize, bool, usize),
	Suspend(Option<usize>),
	Resume(Option<usize>),
	/// The viewer's relationship ends, and another one begins.
	Renew(usize),
	Expel(usize),
	Wait(u64),
	EndSource,
}

const VIEWERS: [&str; 2] = ["erin", "frank"];
const TAGS: [&str; 2] = [TAG, "second"];

/// What the model remembers of a permission: mode, last block, and the block in which it was given.
type Terminal = (Mode, Option<u64>, u64);

#[derive(Default)]
struct Model {
	/// By viewer, by record or tag, by which.
	permissions: BTreeMap<(usize, bool, usize), Terminal>,
	suspended: [bool; 2],
	expelled: [bool; 2],
	source_suspended: bool,
	source_ended: bool,
	/// The block in which it ended, if it was suspended then.
	withheld: Option<u64>,
}

impl Model {
	fn may(&self, viewer: usize, record: usize, mode: Mode, now: u64) -> bool {
		let holds = |by_tag| {
			self.permissions.get(&(viewer, by_tag, record)).is_some_and(|(granted, until, since)| {
				*granted >= mode
					&& until.is_none_or(|until| now <= until)
					&& self.withheld.is_none_or(|end| *since > end)
			})
		};
		if self.source_suspended || self.source_ended && mode == Mode::ReadWrite {
			return false;
		}
		!self.suspended[viewer] && !self.expelled[viewer] && (holds(false) || holds(true))
	}
}

fn step() -> impl Strategy<Value = Step> {
	let mode = || prop_oneof![Just(Mode::Read), Just(Mode::ReadWrite)];
	let whom = || prop_oneof![Just(None), Just(Some(0)), Just(Some(1))];
	prop_oneof![
		8 => (0..2usize, any::<bool>(), 0..2usize, mode(), proptest::option::of(0..30u64))
			.prop_map(|(viewer, by_tag, record, mode, until)| Step::Grant(viewer, by_tag, record, mode, until)),
		4 => (0..2usize, any::<bool>(), 0..2usize)
			.prop_map(|(viewer, by_tag, record)| Step::Revoke(viewer, by_tag, record)),
		2 => whom().prop_map(Step::Suspend),
		4 => whom().prop_map(Step::Resume),
		1 => (0..2usize).prop_map(Step::Renew),
		1 => (0..2usize).prop_map(Step::Expel),
		4 => (1..6u64).prop_map(Step::Wait),
		1 => Just(Step::EndSource),
	]
}

fn scope(by_tag: bool, record: usize) -> Scope {
	if by_tag { tag(TAGS[record]) } else { Scope::Record(record as u64) }
}

fn via(viewer: usize) -> RelationshipId {
	DataSharing::relationship_between(robot(), account(VIEWERS[viewer])).expect("has one")
}

/// Does a step on the chain; when the chain takes it, in the model too.
fn run(model: &mut Model, step: Step) {
	let now = System::block_number();
	match step {
		Step::Grant(viewer, by_tag, record, mode, until) => {
			let terms = Terms { until, ..terms(mode) };
			let done = send("alice", grant(VIEWERS[viewer], scope(by_tag, record), terms)).is_ok();
			let expected = !model.source_suspended
				&& !model.suspended[viewer]
				&& until.is_none_or(|until| until >= now)
				&& model.withheld.is_none_or(|end| now > end);
			assert_eq!(done, expected);
			if done {
				model.permissions.insert((viewer, by_tag, record), (mode, until, now));
			}
		}
		Step::Revoke(viewer, by_tag, record) => {
			let call = Call::revoke { source: 0, via: via(viewer), scope: scope(by_tag, record) };
			let done = send("robot", call).is_ok();
			assert_eq!(done, model.permissions.remove(&(viewer, by_tag, record)).is_some());
		}
		Step::Suspend(None) => {
			model.source_suspended |= send("alice", Call::suspend { relationship: 0 }).is_ok();
		}
		Step::Suspend(Some(viewer)) => {
			model.suspended[viewer] |= send("alice", Call::suspend { relationship: via(viewer) }).is_ok();
		}
		Step::Resume(None) => {
			model.source_suspended &= send("alice", Call::resume { relationship: 0 }).is_err();
		}
		Step::Resume(Some(viewer)) => {
			model.suspended[viewer] &= send("alice", Call::resume { relationship: via(viewer) }).is_err();
		}
		Step::Renew(viewer) => {
			if model.expelled[viewer] {
				return;
			}
			send(VIEWERS[viewer], Call::end { relationship: via(viewer) }).expect("ends");
			relate(VIEWERS[viewer], Kind::Viewer);
			model.suspended[viewer] = false;
			model.permissions.retain(|(of, _, _), _| *of != viewer);
		}
		Step::Expel(viewer) => {
			expel(VIEWERS[viewer]);
			model.expelled[viewer] = true;
		}
		Step::Wait(blocks) => go_to(now + blocks),
		Step::EndSource => {
			if send("alice", Call::end { relationship: 0 }).is_ok() {
				model.withheld = model.source_suspended.then_some(now);
				(model.source_ended, model.source_suspended) = (true, false);
			}
		}
	}
}

/// Every answer for everyone after each step.
fn check(model: &Model) {
	let now = System::block_number();
	for record in 0..2 {
		for mode in [Mode::Read, Mode::ReadWrite] {
			for (viewer, name) in VIEWERS.into_iter().enumerate() {
				let answer = ask(name, record as u64, mode, None);
				assert_eq!(
					answer.is_ok(),
					model.may(viewer, record, mode, now),
					"{name} {record} {mode:?}: {answer:?}"
				);
			}
			let writable = !model.source_suspended && !model.source_ended;
			let owner = mode == Mode::Read || writable;
			assert_eq!(ask("alice", record as u64, mode, None).is_ok(), owner);
			assert_eq!(ask("bob", record as u64, mode, None).is_ok(), writable);
			for stranger in ["mallory", "carol", "press", "grace"] {
				assert!(ask(stranger, record as u64, mode, None).is_err(), "a stranger is never let in");
			}
		}
	}
}

// covers M29
#[test]
fn owner_grantee_revoked_expired_and_stranger_get_what_the_model_says() {
	let config = Config { cases: 200, failure_persistence: None, ..Default::default() };
	let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed("predicates")));
	let steps = proptest::collection::vec(step(), 1..60);
	let result = runner.run(&steps, |steps| {
		ExtBuilder::default().with_viewers(&VIEWERS).with_record().build_and_execute(|| {
			send("bob", Call::add_record { relationship: 0, content: tagged(TAGS[1]) }).expect("adds");
			send("alice", verify(1)).expect("verifies");
			let mut model = Model::default();
			for step in steps {
				run(&mut model, step);
				check(&model);
			}
		});
		Ok(())
	});
	result.expect("the chain and the model agree");
}
