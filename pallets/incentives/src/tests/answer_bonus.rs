use bpiiot_primitives::Hash;
use frame_support::{assert_noop, assert_ok};

use super::*;
use crate::{BonusId, BonusState, Call, Error, Event, Standing};

const RESULT: Hash = Hash::repeat_byte(5);

fn answer(bonus: BonusId) -> Call<Test> {
	Call::answer_bonus { bonus, result: RESULT }
}

// covers M88
#[test]
fn the_provider_answers_once_with_the_hash_of_the_result() {
	execute(|| {
		let bonus = redeemed();
		assert_ok!(send("bob", answer(bonus)));
		assert_eq!(events(), [Event::BonusAnswered { bonus, result: RESULT }]);
		assert_eq!(state(bonus), BonusState::Answered { result: RESULT, until: 1 + ANSWER });
		assert_noop!(send("bob", answer(bonus)), Error::<Test>::AlreadyAnswered);
		// It counts when the owner has let it stand.
		assert_eq!(Incentives::standing(account("bob")), Standing::default());
	});
}

#[test]
fn nobody_else_answers_and_nothing_that_was_not_asked() {
	execute(|| {
		let (bonus, open) = (redeemed(), assigned());
		assert_noop!(send_from(RuntimeOrigin::none(), answer(bonus)), UNSIGNED);
		assert_noop!(send_from(RuntimeOrigin::root(), answer(bonus)), UNSIGNED);
		for name in ["alice", "miner", "carol"] {
			assert_noop!(send(name, answer(bonus)), Error::<Test>::NotProvider);
		}
		assert_noop!(send("bob", answer(9)), Error::<Test>::BonusNotFound);
		assert_noop!(send("bob", answer(open)), Error::<Test>::NotRedeemed);
	});
}

// covers M88
#[test]
fn an_answer_has_to_come_in_time() {
	execute(|| {
		let (first, second) = (redeemed(), redeemed());
		go_to(1 + ANSWER);
		assert_ok!(send("bob", answer(first)));
		go_to(3 + ANSWER);
		assert_noop!(send("bob", answer(second)), Error::<Test>::AnswerPeriodOver);
	});
}

// covers M88
#[test]
fn a_provider_with_a_new_account_answers_from_there() {
	execute(|| {
		let bonus = redeemed();
		move_identity("bob", "carol");
		// Nor whoever has stolen the old key.
		for name in ["bob", "dave", "miner"] {
			assert_noop!(send(name, answer(bonus)), Error::<Test>::NotProvider);
		}
		move_identity("carol", "dave");
		assert_noop!(send("carol", answer(bonus)), Error::<Test>::NotProvider);
		assert_ok!(send("dave", answer(bonus)));
		assert_ok!(send("miner", Call::remove_bonus { bonus }));
		assert_eq!(held("bob").1, 0, "the deposit is that of the account that has paid it");
	});
}

#[test]
fn when_its_identity_is_retired_the_account_that_was_asked_answers() {
	execute(|| {
		let bonus = redeemed();
		move_identity("bob", "carol");
		leave("carol");
		assert_noop!(send("carol", answer(bonus)), Error::<Test>::NotProvider);
		assert_ok!(send("bob", answer(bonus)));
	});
}
