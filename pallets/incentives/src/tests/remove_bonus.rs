use frame_support::{assert_noop, assert_ok};

use super::*;
use crate::{BonusId, Bonuses, BonusesAt, BonusesOf, Call, Error, Event, Outcome, Standing};

fn remove(bonus: BonusId) -> Call<Test> {
	Call::remove_bonus { bonus }
}

fn gone(bonus: BonusId, outcome: Outcome) {
	assert_eq!(events(), [Event::BonusRemoved { bonus, outcome }]);
	assert_eq!((held("bob").1, free("bob")), (0, RICH));
	let stored =
		(Bonuses::<Test>::iter().count(), BonusesOf::<Test>::iter().count(), BonusesAt::<Test>::iter().count());
	assert_eq!(stored, (0, 0, 0));
	assert_noop!(send("miner", remove(bonus)), Error::<Test>::BonusNotFound);
}

#[test]
fn an_expired_one_is_removed_by_anyone_and_marks_nobody() {
	execute(|| {
		let bonus = assigned();
		for name in ["bob", "carol", "alice"] {
			assert_noop!(send(name, remove(bonus)), Error::<Test>::NotOver);
		}
		go_to(1 + LIFETIME);
		assert_noop!(send("bob", remove(bonus)), Error::<Test>::NotOver);
		go_to(2 + LIFETIME);
		forget_events();
		assert_ok!(send("carol", remove(bonus)));
		gone(bonus, Outcome::Expired);
		assert_eq!(Incentives::standing(account("bob")), Standing::default());
	});
}

#[test]
fn its_owner_declines_an_open_one_and_marks_nobody() {
	execute(|| {
		let bonus = assigned();
		assert_ok!(send("miner", remove(bonus)));
		gone(bonus, Outcome::Declined);
		assert_eq!(Incentives::standing(account("bob")), Standing::default());
	});
}

// covers M88
#[test]
fn a_provider_that_does_not_answer_is_marked() {
	execute(|| {
		let bonus = redeemed();
		go_to(1 + ANSWER);
		assert_noop!(send("miner", remove(bonus)), Error::<Test>::NotOver);
		go_to(2 + ANSWER);
		forget_events();
		assert_ok!(send("miner", remove(bonus)));
		gone(bonus, Outcome::Unanswered);
		assert_eq!(Incentives::standing(account("bob")), Standing { unanswered: 1, ..Default::default() });
	});
}

#[test]
fn an_answered_one_is_removed_by_its_owner_at_once() {
	execute(|| {
		let bonus = answered();
		assert_noop!(send_from(RuntimeOrigin::none(), remove(bonus)), UNSIGNED);
		assert_noop!(send_from(RuntimeOrigin::root(), remove(bonus)), UNSIGNED);
		assert_noop!(send("bob", remove(bonus)), Error::<Test>::NotOver);
		assert_ok!(send("miner", remove(bonus)));
		gone(bonus, Outcome::Answered);
		assert_eq!(Incentives::standing(account("bob")), Standing { answered: 1, ..Default::default() });
	});
}

#[test]
fn and_by_others_when_its_owner_has_had_time_to_look() {
	execute(|| {
		let bonus = answered();
		go_to(1 + ANSWER);
		assert_noop!(send("bob", remove(bonus)), Error::<Test>::NotOver);
		go_to(2 + ANSWER);
		forget_events();
		assert_ok!(send("bob", remove(bonus)));
		gone(bonus, Outcome::Answered);
		assert_eq!(Incentives::standing(account("bob")).answered, 1);
	});
}
