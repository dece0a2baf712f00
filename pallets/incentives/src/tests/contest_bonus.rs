use frame_support::{assert_noop, assert_ok};

use super::*;
use crate::{BonusId, Bonuses, Call, Error, Event, Outcome, Standing};

fn contest(bonus: BonusId) -> Call<Test> {
	Call::contest_bonus { bonus }
}

/// Without it any hash would do for an answer.
// covers M88
#[test]
fn an_answer_that_the_owner_contests_is_noted_as_such() {
	execute(|| {
		let (bonus, last) = (answered(), answered());
		assert_ok!(send("miner", contest(bonus)));
		assert_eq!(events(), [Event::BonusRemoved { bonus, outcome: Outcome::Contested }]);
		assert_eq!(Incentives::standing(account("bob")), Standing { contested: 1, ..Default::default() });
		assert_eq!(held("bob").1, DEPOSIT);
		assert_noop!(send("miner", contest(bonus)), Error::<Test>::BonusNotFound);
		go_to(2 + ANSWER);
		assert_ok!(send("miner", contest(last)));
		assert_eq!(Incentives::standing(account("bob")), Standing { contested: 2, ..Default::default() });
		assert_eq!((held("bob").1, free("bob"), Bonuses::<Test>::iter().count()), (0, RICH, 0));
	});
}

#[test]
fn only_the_owner_contests_and_only_an_answer() {
	execute(|| {
		let (open, asked, bonus) = (assigned(), redeemed(), answered());
		assert_noop!(send_from(RuntimeOrigin::none(), contest(bonus)), UNSIGNED);
		assert_noop!(send_from(RuntimeOrigin::root(), contest(bonus)), UNSIGNED);
		for name in ["bob", "carol", "alice"] {
			assert_noop!(send(name, contest(bonus)), Error::<Test>::NotOwner);
		}
		assert_noop!(send("miner", contest(open)), Error::<Test>::NotAnswered);
		assert_noop!(send("miner", contest(asked)), Error::<Test>::NotAnswered);
		assert_noop!(send("miner", contest(9)), Error::<Test>::BonusNotFound);
	});
}

#[test]
fn it_is_too_late_when_others_may_remove_it() {
	execute(|| {
		let bonus = answered();
		go_to(2 + ANSWER);
		assert_noop!(send("miner", contest(bonus)), Error::<Test>::TooLateToContest);
		assert_ok!(send("bob", Call::remove_bonus { bonus }));
		assert_eq!(Incentives::standing(account("bob")), Standing { answered: 1, ..Default::default() });
	});
}
