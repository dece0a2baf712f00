//! Every call that moves a request on, in every state of a request, by the one who may send it.
//!
//! A cell says what the call leads to: `+` it succeeds, `.` the error that the row names, else another error.

use sp_runtime::{DispatchError, DispatchResult, StateVersion};

use super::{go_to, request};
use crate::{Call, Error, Phase, mock::*};

/// The states in the order of the columns. A job that was returned, and one that was returned as often as it can be, are
/// others than one that was not.
const STATES: [&str; 13] = [
	"open",
	"accepted",
	"returned",
	"completed",
	"stuck",
	"disputed",
	"deadlocked",
	"paid",
	"rejected",
	"timed out",
	"awarded",
	"forfeited",
	"archived",
];

/// Request 0, an order of the robot for bob's bearings with eve as the arbiter, in a state.
fn in_state(state: &str, test: impl FnOnce()) {
	let builder = ExtBuilder::default().with_terms(5_000, arbitrated());
	let builder = match state {
		"open" => builder.with_order(),
		"accepted" | "rejected" | "timed out" => builder.accepted(),
		"disputed" | "awarded" => builder.disputed(),
		"deadlocked" => builder.deadlocked(),
		_ => builder.completed(),
	};
	builder.build_and_execute(|| {
		let must = |who: &str, call: Call<Test>| assert_eq!(send(who, call.clone()), Ok(()), "{state}: {call:?}");
		match state {
			"returned" => must("alice", give_back(0)),
			"stuck" | "forfeited" => {
				for _ in 0..MaxReturns::get() {
					must("alice", give_back(0));
					must("bob", complete(0));
				}
				if state == "forfeited" {
					go_to(1 + StandoffPeriod::get() + 1);
					must("carol", expire(0));
				}
			}
			"paid" => must("alice", Call::confirm_request { request: 0 }),
			"rejected" => must("bob", Call::reject_request { request: 0 }),
			"timed out" => {
				go_to(1 + RESPONSE + 1);
				must("carol", Call::expire_request { request: 0 });
			}
			"awarded" => must("eve", award(0, 100, true)),
			"archived" => {
				must("alice", Call::confirm_request { request: 0 });
				go_to(1 + ArchiveAfter::get() + 1);
				must("alice", Call::archive_request { request: 0 });
			}
			_ => (),
		}
		test();
	});
}

/// What a cell means.
fn outcome(cell: &str, dot: DispatchError) -> DispatchResult {
	let error = match cell {
		"+" => return Ok(()),
		"." => return Err(dot),
		"late" => Error::<Test>::NotExpired,
		"gone" => Error::RequestNotFound,
		"split?" => Error::Disputed,
		"often" => Error::TooManyReturns,
		"early" => Error::ArchiveTooEarly,
		cell => panic!("{cell} is not explained"),
	};
	Err(error.into())
}

#[test]
#[rustfmt::skip]
fn every_call_in_every_state() {
	let rows: [(&str, Call<Test>, DispatchError, [&str; 13]); 12] = [
		//                                                                              open  accepted returned completed stuck  disputed deadlock paid  rejected timedout awarded forfeit archived
		("bob", Call::accept_request { request: 0 }, Error::<Test>::NotOpen.into(),                   ["+",  ".",     ".",     ".",      ".",   ".",     ".",    ".",  ".",     ".",     ".", ".",    "gone"]),
		("bob", Call::reject_request { request: 0 }, Error::<Test>::NotOpen.into(),                   ["+",  "+",     "+",     ".",      "+",   "+",     "+",    ".",  ".",     ".",     ".", ".",    "gone"]),
		("bob", complete(0), Error::<Test>::NotAccepted.into(),                                       [".",  "+",     "+",     ".",      ".",   ".",     ".",    ".",  ".",     ".",     ".", ".",    "gone"]),
		("alice", Call::confirm_request { request: 0 }, Error::<Test>::NotCompleted.into(),           [".",  ".",     ".",     "+",      "+",   "+",     "+",    ".",  ".",     ".",     ".", ".",    "gone"]),
		("alice", give_back(0), Error::<Test>::NotCompleted.into(),                                   [".",  ".",     ".",     "+",      "often", ".",   ".",    ".",  ".",     ".",     ".", ".",    "gone"]),
		("carol", Call::expire_request { request: 0 }, Error::<Test>::AlreadySettled.into(),          ["late", "late", "late", "late",   "split?", "late", "split?", ".", ".",    ".",     ".", ".",    "gone"]),
		("alice", dispute(0), Error::<Test>::NotDisputable.into(),                                    [".",  ".",     ".",     "+",      "+",   ".",     ".",    ".",  ".",     ".",     ".", ".",    "gone"]),
		("bob", dispute(0), Error::<Test>::NotDisputable.into(),                                      [".",  ".",     "+",     ".",      "+",   ".",     ".",    ".",  ".",     ".",     ".", ".",    "gone"]),
		("eve", award(0, 100, true), Error::<Test>::NotDisputed.into(),                               [".",  ".",     ".",     ".",      ".",   "+",     ".",    ".",  ".",     ".",     ".", ".",    "gone"]),
		("bob", offer(0, 100, true), Error::<Test>::NotCompleted.into(),                              [".",  ".",     ".",     "+",      "+",   "+",     "+",    ".",  ".",     ".",     ".", ".",    "gone"]),
		("robot", evidence(0, Phase::After, 1), Error::<Test>::AlreadySettled.into(),                 ["+",  "+",     "+",     "+",      "+",   "+",     "+",    ".",  ".",     ".",     ".", ".",    "gone"]),
		("alice", rate(0, 3), Error::<Test>::NotPaid.into(),                                          [".",  ".",     ".",     ".",      ".",   ".",     ".",    "+",  ".",     ".",     "+", ".",    "gone"]),
	];
	for (who, call, dot, cells) in rows {
		for (state, cell) in STATES.into_iter().zip(cells) {
			in_state(state, || {
				let before = sp_io::storage::root(StateVersion::V1);
				let expected = outcome(cell, dot);
				assert_eq!(send(who, call.clone()), expected, "{who} {call:?} in state {state}");
				if expected.is_err() {
					assert_eq!(sp_io::storage::root(StateVersion::V1), before, "a failing call changes nothing");
				}
			});
		}
	}
	for (state, cell) in STATES.into_iter().zip([".", ".", ".", ".", ".", ".", ".", "early", "early", "early", "early", "early", "gone"]) {
		in_state(state, || {
			let expected = outcome(cell, Error::<Test>::NotSettled.into());
			assert_eq!(send("alice", Call::archive_request { request: 0 }), expected, "archive in state {state}");
		});
	}
}

/// What the same calls lead to when they come from others: nothing, in every state.
#[test]
fn nobody_else_moves_a_request_in_any_state() {
	for state in STATES {
		in_state(state, || {
			let before = sp_io::storage::root(StateVersion::V1);
			let calls: [(&[&str], Call<Test>); 11] = [
				(&["bob"], Call::accept_request { request: 0 }),
				(&["bob"], Call::reject_request { request: 0 }),
				(&["bob"], complete(0)),
				(&["alice"], Call::confirm_request { request: 0 }),
				(&["alice"], give_back(0)),
				(&["alice", "bob"], dispute(0)),
				(&["eve"], award(0, 100, true)),
				(&["alice", "bob"], offer(0, 100, true)),
				(&["alice", "bob", "robot"], evidence(0, Phase::After, 1)),
				(&["alice"], rate(0, 3)),
				(&["alice"], Call::archive_request { request: 0 }),
			];
			for (may, call) in calls {
				for who in ["alice", "bob", "carol", "dave", "eve", "robot", "press", "nobody"] {
					if !may.contains(&who) {
						assert!(send(who, call.clone()).is_err(), "{who} {call:?} in state {state}");
					}
				}
				assert!(send_from(RuntimeOrigin::none(), call.clone()).is_err());
				assert!(send_from(RuntimeOrigin::root(), call).is_err());
			}
			assert_eq!(sp_io::storage::root(StateVersion::V1), before, "state {state}");
		});
	}
}

#[test]
fn the_last_word_about_a_request_is_final() {
	for state in ["paid", "rejected", "timed out", "awarded", "forfeited", "archived"] {
		in_state(state, || {
			go_to(5_000);
			let settled = sp_io::storage::root(StateVersion::V1);
			for name in ["alice", "bob", "carol", "dave", "eve", "robot", "press"] {
				for call in [
					Call::accept_request { request: 0 },
					Call::reject_request { request: 0 },
					complete(0),
					Call::confirm_request { request: 0 },
					give_back(0),
					Call::expire_request { request: 0 },
					dispute(0),
					award(0, 1, true),
					offer(0, 1, true),
					evidence(0, Phase::Other, 1),
				] {
					assert_ne!(send(name, call), Ok(()));
				}
			}
			assert_eq!(sp_io::storage::root(StateVersion::V1), settled);
			if state != "archived" {
				assert_eq!(request(0).escrow() + request(0).provider_bond(), 0);
			}
		});
	}
}
