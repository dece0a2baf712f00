use frame_support::{assert_noop, assert_ok};

use super::*;
use crate::{BonusId, Bonuses, BonusesAt, BonusesOf, Call, Error, Event, Outcome, Standing};

fn withdraw(bonus: BonusId) -> Call<Test> {
	Call::withdraw_bonus { bonus }
}

/// The queries that the tests attach are about alice's device 3.
fn alices_robot() {
	register_device(DEVICE, "alice", "robot");
	register_device(DEVICE + 1, "alice", "press");
	register_device(DEVICE + 2, "carol", "lathe");
}

fn withdrawn(bonus: BonusId) {
	assert_eq!(events(), [Event::BonusRemoved { bonus, outcome: Outcome::Withdrawn }]);
	assert_eq!((held("bob").1, free("bob")), (0, RICH), "the provider has its deposit back");
	assert_eq!(Incentives::standing(account("bob")), Standing::default(), "and no mark");
	let stored =
		(Bonuses::<Test>::iter().count(), BonusesOf::<Test>::iter().count(), BonusesAt::<Test>::iter().count());
	assert_eq!(stored, (0, 0, 0));
}

// covers M88
#[test]
fn the_device_takes_its_consent_back_while_nobody_has_asked() {
	execute(|| {
		alices_robot();
		let bonus = assigned();
		go_to(1 + LIFETIME);
		forget_events();
		assert_ok!(send("robot", withdraw(bonus)));
		withdrawn(bonus);
		assert_noop!(send("miner", Call::redeem_bonus { bonus }), Error::<Test>::BonusNotFound);
		assert_noop!(send("robot", withdraw(bonus)), Error::<Test>::BonusNotFound);
	});
}

// covers M88
#[test]
fn its_owner_does_while_the_answer_is_due() {
	execute(|| {
		alices_robot();
		let bonus = redeemed();
		go_to(1 + ANSWER);
		forget_events();
		assert_ok!(send("alice", withdraw(bonus)));
		withdrawn(bonus);
		assert_noop!(
			send("bob", Call::answer_bonus { bonus, result: Default::default() }),
			Error::<Test>::BonusNotFound
		);
	});
}

#[test]
fn nobody_else_does() {
	execute(|| {
		alices_robot();
		let bonus = assigned();
		assert_noop!(send_from(RuntimeOrigin::none(), withdraw(bonus)), UNSIGNED);
		assert_noop!(send_from(RuntimeOrigin::root(), withdraw(bonus)), UNSIGNED);
		// Not the provider, not the miner, not other devices of the same owner or of others.
		for name in ["bob", "miner", "press", "lathe", "carol", "dave"] {
			assert_noop!(send(name, withdraw(bonus)), Error::<Test>::NotDeviceSide);
		}
		assert_noop!(send("alice", withdraw(bonus + 1)), Error::<Test>::BonusNotFound);
	});
}

/// A device's side that sides with its provider cannot wipe out a mark that is due.
#[test]
fn it_is_too_late_when_it_is_over_or_answered() {
	execute(|| {
		alices_robot();
		let (expired, unanswered, answered) = (assigned(), redeemed(), answered());
		assert_noop!(send("alice", withdraw(answered)), Error::<Test>::AlreadyAnswered);
		go_to(4 + ANSWER);
		assert_noop!(send("alice", withdraw(unanswered)), Error::<Test>::AnswerPeriodOver);
		go_to(2 + LIFETIME);
		assert_noop!(send("alice", withdraw(expired)), Error::<Test>::BonusExpired);
		assert_ok!(send("miner", Call::remove_bonus { bonus: unanswered }));
		assert_eq!(Incentives::standing(account("bob")).unanswered, 1);
	});
}
