use bpiiot_primitives::{
	Role,
	device::Registry as _,
	incentives::Query,
	sharing::{Details, Kind, MAX_CLOCK_LEAD, NoticeKind, State, Summary},
};
use frame_support::{BoundedVec, assert_noop, assert_ok};

use super::*;
use crate::{Call, ContentOf, Error, Event, NextRecord, Proposals};

fn add(content: ContentOf<Test>) -> Call<Test> {
	Call::add_record { relationship: 0, content }
}

fn with(details: Details) -> Call<Test> {
	add(ContentOf::<Test> { details, ..content() })
}

// covers M76
#[test]
fn a_new_record_waits_for_the_devices_side() {
	ExtBuilder::default().with_keeper().build_and_execute(|| {
		go_to(5);
		assert_ok!(send("bob", add_record(0)));
		let proposal = Proposals::<Test>::get(0).expect("waits");
		assert_eq!((proposal.timestamp, proposal.proposed_at, proposal.verified_by), (NOW, 5, None));
		assert_eq!(proposal.hash, content().hash());
		let (author, hash) = (account("bob"), proposal.hash);
		let by = author.clone();
		assert_eq!(
			events(),
			[
				Event::RecordProposed { record: 0, relationship: 0, author, hash },
				Event::RelationshipChanged { relationship: 0, state: State::WaitingForUpdate, by },
			]
		);
		let notice = last_notice(robot());
		assert_eq!(
			(notice.kind, notice.relationship, notice.record, notice.at),
			(NoticeKind::RecordProposed, 0, Some(0), 5)
		);
		assert_eq!(held("bob"), (0, RECORD, 0));
		assert_eq!(DataSharing::records_of(0, None, 10), [0]);
		assert!(DataSharing::record(0).is_none());
		assert_eq!((relationship(0).records, relationship(0).proposals), (0, 1));

		// It is readable to those who have to check it, and to nobody else.
		assert_eq!(ask("robot", 0, Mode::Read, None), Ok(Basis::DeviceSide));
		assert_eq!(ask("bob", 0, Mode::Read, None), Ok(Basis::Keeper));
		assert_eq!(ask("mallory", 0, Mode::Read, None), Err(Refusal::UnknownViewer));
	});
}

#[test]
fn refuses_all_but_the_provider() {
	ExtBuilder::default().with_viewers(&["erin"]).build_and_execute(|| {
		assert_noop!(send_from(RuntimeOrigin::none(), add_record(0)), UNSIGNED);
		assert_noop!(send("bob", add_record(9)), Error::<Test>::RelationshipNotFound);
		for who in ["alice", "robot", "dave", "erin", "mallory"] {
			assert_noop!(send(who, add_record(0)), Error::<Test>::NotKeeper);
		}
		assert_noop!(send("erin", add_record(1)), Error::<Test>::NotKeeper);
		expel("bob");
		assert_noop!(send("bob", add_record(0)), Error::<Test>::NotRegistered);
	});
}

#[test]
fn the_number_of_waiting_proposals_is_limited() {
	ExtBuilder::default().with_keeper().build_and_execute(|| {
		for _ in 0..MaxProposals::get() {
			assert_ok!(send("bob", add_record(0)));
		}
		assert_noop!(send("bob", add_record(0)), Error::<Test>::TooManyProposals);
		assert_ok!(send("alice", verify(0)));
		assert_ok!(send("bob", add_record(0)));
	});
}

#[test]
fn deposit_and_numbers_have_to_be_there() {
	ExtBuilder::default().with_keeper().build_and_execute(|| {
		let all = pallet_balances::Call::transfer_keep_alive { dest: account("dave"), value: RICH - RECORD - ED + 1 };
		assert_ok!(sp_runtime::traits::Dispatchable::dispatch(
			RuntimeCall::from(all),
			RuntimeOrigin::signed(account("bob"))
		));
		assert_noop!(send("bob", add_record(0)), Error::<Test>::CannotPayDeposit);
		NextRecord::<Test>::put(RecordId::MAX);
		assert_noop!(send("bob", add_record(0)), Error::<Test>::NumbersExhausted);
	});
}

// covers M81
#[test]
fn malformed_details_are_refused() {
	ExtBuilder::default().with_keeper().build_and_execute(|| {
		for bad in ["", "Vibration", "a b", "/a", ".a", "straße", "a\u{0}", "a;b"] {
			assert_noop!(send("bob", with(Details { tag: text(bad), ..details() })), Error::<Test>::InvalidTag);
		}
		let not_utf8 = BoundedVec::truncate_from(vec![b'a', 0xff]);
		assert_noop!(send("bob", with(Details { tag: not_utf8, ..details() })), Error::<Test>::InvalidTag);
		for bad in ["", "data bob", "host\n", "https://bob'", "ΒOB"] {
			assert_noop!(send("bob", with(Details { host: text(bad), ..details() })), Error::<Test>::InvalidHost);
		}
		let summary = details().summary;
		let empty = Summary { rows: 0, ..summary.clone() };
		assert_noop!(send("bob", with(Details { summary: empty, ..details() })), Error::<Test>::EmptySummary);
		let turned = Summary { from: summary.until + 1, ..summary.clone() };
		assert_noop!(send("bob", with(Details { summary: turned, ..details() })), Error::<Test>::SummaryOutOfOrder);
		let future = Summary { until: NOW + MAX_CLOCK_LEAD + 1, ..summary.clone() };
		assert_noop!(send("bob", with(Details { summary: future, ..details() })), Error::<Test>::SummaryInFuture);
		let none = Details { pointers: Default::default(), ..details() };
		assert_noop!(send("bob", with(none)), Error::<Test>::NoPointer);
		let twice = vec![pointer(BASE), pointer(BASE)].try_into().expect("few");
		assert_noop!(send("bob", with(Details { pointers: twice, ..details() })), Error::<Test>::DuplicateQuery);

		// The bounds themselves are fine.
		let longest = "a".repeat(32);
		let details = Details {
			tag: text(&longest),
			host: text(&"a".repeat(64)),
			summary: Summary { rows: 1, from: 0, until: NOW + MAX_CLOCK_LEAD, ..summary },
			link: Default::default(),
			licence: None,
			..details()
		};
		assert_ok!(send("bob", with(details)));
	});
}

// covers M72
#[test]
fn queries_that_break_out_are_refused() {
	ExtBuilder::default().with_keeper().build_and_execute(|| {
		for bad in [
			"",
			"SELECT",
			"select\tat FROM r",
			"DELETE FROM robot_7",
			"SELECT at FROM r; DROP TABLE r",
			"SELECT at FROM r -- where device = 7",
			"SELECT at /* all */ FROM r",
			"SELECT at FROM r WHERE b = 'ü'",
			"SELECT at\nFROM r",
			" SELECT at FROM r",
		] {
			let pointers = vec![pointer(BASE), pointer(bad)].try_into().expect("few");
			assert_noop!(send("bob", with(Details { pointers, ..details() })), Error::<Test>::InvalidQuery);
		}
		let longest: Query = text(&format!("select {}", "a".repeat(249)));
		assert!(Query::try_from([longest.to_vec(), vec![b'a']].concat()).is_err());
		let pointers = vec![pointer(BASE), pointer(core::str::from_utf8(&longest).expect("ASCII"))];
		assert_ok!(send("bob", with(Details { pointers: pointers.try_into().expect("few"), ..details() })));
	});
}

// covers M83
#[test]
fn a_quorum_has_to_be_reachable_and_independent() {
	ExtBuilder::default().with_viewers(&["erin", "frank"]).build_and_execute(|| {
		let bad = |needed, names: &[&str]| add(with_quorum(needed, names));
		for call in [bad(0, &["erin"]), bad(2, &["erin"]), bad(1, &[]), bad(0, &[]), bad(1, &["erin", "erin"])] {
			assert_noop!(send("bob", call), Error::<Test>::InvalidQuorum);
		}
		for dependent in ["bob", "alice", "robot"] {
			let call = bad(1, &["erin", dependent]);
			assert_noop!(send("bob", call), Error::<Test>::AttestorNotIndependent);
		}
		// Grace has no relationship with the robot, dave's is not accepted, frank's is suspended.
		assert_ok!(send("dave", establish(robot(), "dave", Kind::Viewer)));
		assert_ok!(send("alice", Call::suspend { relationship: 2 }));
		for stranger in ["grace", "dave", "frank", "mallory"] {
			assert_noop!(send("bob", bad(1, &["erin", stranger])), Error::<Test>::AttestorNotAuthorised);
		}
		assert_ok!(send("bob", bad(1, &["erin"])));
	});
}

// covers M88
#[test]
fn a_bonus_query_is_one_aggregate_over_enough_rows_of_a_device() {
	ExtBuilder::default().with_keeper().build_and_execute(|| {
		for column in ["", "g.x", "a/b", "a-b", "g\"; DROP", "G"] {
			let mut content = with_bonus();
			content.bonus.as_mut().expect("has one").column = text(column);
			assert_noop!(send("bob", add(content)), Error::<Test>::InvalidColumn);
		}
		let mut few = with_bonus();
		few.details.summary.rows = 9;
		assert_noop!(send("bob", add(few.clone())), Error::<Test>::TooFewRows);
		few.details.summary.rows = 10;
		assert_ok!(send("bob", add(few)));

		assert_ok!(send("bob", establish(party("alias"), "bob", Kind::Keeper)));
		assert_ok!(send("alias", Call::accept { relationship: 1 }));
		let call = Call::add_record { relationship: 1, content: coarse(with_bonus()) };
		assert_noop!(send("bob", call), Error::<Test>::BonusNeedsDevice);
	});
}

/// The provider has left and come back as something else: it keeps no data of devices any more.
#[test]
fn one_who_is_no_provider_any_more_adds_nothing() {
	ExtBuilder::default().with_keeper().build_and_execute(|| {
		leave("bob");
		People::register(&account("bob"), Role::ThirdParty, b"bob").expect("registers");
		assert_noop!(send("bob", add_record(0)), Error::<Test>::NotServiceProvider);
	});
}

/// Times to the millisecond and numbers of rows would link the aliases of a device.
// covers M80
#[test]
fn an_alias_tells_days_and_powers_of_two() {
	ExtBuilder::default().with_keeper().build_and_execute(|| {
		assert_ok!(send("bob", establish(party("alias"), "bob", Kind::Keeper)));
		assert_ok!(send("alias", Call::accept { relationship: 1 }));
		let add = |content| Call::add_record { relationship: 1, content };
		let good = coarse(content());
		let changes: [fn(&mut Summary); 3] = [|it| it.rows += 1, |it| it.from -= 1, |it| it.until += 1];
		for change in changes {
			let mut fine = good.clone();
			change(&mut fine.details.summary);
			assert_noop!(send("bob", add(fine.clone())), Error::<Test>::SummaryTooFine);
			// A device that shares under its own number has nothing to hide this way.
			assert_ok!(send("bob", Call::add_record { relationship: 0, content: fine }));
		}
		assert_ok!(send("bob", add(good)));
	});
}
