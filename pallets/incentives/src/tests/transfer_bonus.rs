use frame_support::{assert_noop, assert_ok};

use super::*;
use crate::{BonusId, Call, Error, Event};

fn transfer(bonus: BonusId, to: &str) -> Call<Test> {
	Call::transfer_bonus { bonus, to: account(to) }
}

#[test]
fn the_new_owner_redeems_it_and_the_old_one_does_not() {
	execute(|| {
		let bonus = assigned();
		assert_ok!(send("miner", transfer(bonus, "alice")));
		assert_eq!(events(), [Event::BonusTransferred { bonus, from: account("miner"), to: account("alice") }]);
		assert_eq!(Incentives::bonuses_of(account("alice"), None, 9), [bonus]);
		assert!(Incentives::bonuses_of(account("miner"), None, 9).is_empty());
		assert_noop!(send("miner", Call::redeem_bonus { bonus }), Error::<Test>::NotOwner);
		assert_noop!(send("miner", transfer(bonus, "miner")), Error::<Test>::NotOwner);
		assert_ok!(send("alice", transfer(bonus, "alice")));
		assert_eq!(Incentives::bonuses_of(account("alice"), None, 9), [bonus]);
		assert_ok!(send("alice", Call::redeem_bonus { bonus }));
	});
}

#[test]
fn what_cannot_be_given_away() {
	execute(|| {
		let (open, redeemed) = (assigned(), redeemed());
		assert_noop!(send_from(RuntimeOrigin::none(), transfer(open, "bob")), UNSIGNED);
		assert_noop!(send_from(RuntimeOrigin::root(), transfer(open, "bob")), UNSIGNED);
		assert_noop!(send("bob", transfer(open, "bob")), Error::<Test>::NotOwner);
		assert_noop!(send("miner", transfer(9, "bob")), Error::<Test>::BonusNotFound);
		assert_noop!(send("miner", transfer(redeemed, "bob")), Error::<Test>::AlreadyRedeemed);
		go_to(3 + LIFETIME);
		assert_noop!(send("miner", transfer(open, "bob")), Error::<Test>::BonusExpired);
	});
}
