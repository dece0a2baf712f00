use frame_support::{assert_noop, assert_ok};

use super::*;
use crate::{BonusId, BonusState, Call, Error, Event};

fn redeem(bonus: BonusId) -> Call<Test> {
	Call::redeem_bonus { bonus }
}

// covers M88
#[test]
fn the_owner_redeems_it_once() {
	execute(|| {
		let bonus = assigned();
		assert_ok!(send("miner", redeem(bonus)));
		let (owner, provider) = (account("miner"), account("bob"));
		let until = 1 + ANSWER;
		assert_eq!(events(), [Event::BonusRedeemed { bonus, owner, provider, until }]);
		assert_eq!(state(bonus), BonusState::Redeemed { until });
		assert_noop!(send("miner", redeem(bonus)), Error::<Test>::AlreadyRedeemed);
		assert_ok!(send("bob", Call::answer_bonus { bonus, result: Default::default() }));
		assert_noop!(send("miner", redeem(bonus)), Error::<Test>::AlreadyRedeemed);
	});
}

// covers M88
#[test]
fn nobody_else_can_redeem_it() {
	execute(|| {
		let bonus = assigned();
		assert_noop!(send_from(RuntimeOrigin::none(), redeem(bonus)), UNSIGNED);
		assert_noop!(send_from(RuntimeOrigin::root(), redeem(bonus)), UNSIGNED);
		for name in ["alice", "bob", "carol", "treasury"] {
			assert_noop!(send(name, redeem(bonus)), Error::<Test>::NotOwner);
		}
		assert_noop!(send("miner", redeem(bonus + 1)), Error::<Test>::BonusNotFound);
		// Nor the author of a later block.
		block(&by("alice"), || {
			assert_noop!(send("alice", redeem(bonus)), Error::<Test>::NotOwner);
		});
	});
}

// covers M88
#[test]
fn it_can_be_redeemed_until_it_expires() {
	execute(|| {
		let (first, second) = (assigned(), assigned());
		go_to(1 + LIFETIME);
		assert_ok!(send("miner", redeem(first)));
		go_to(3 + LIFETIME);
		assert_noop!(send("miner", redeem(second)), Error::<Test>::BonusExpired);
	});
}
