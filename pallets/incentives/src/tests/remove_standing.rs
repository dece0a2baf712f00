use frame_support::{assert_noop, assert_ok, dispatch::Pays};

use super::*;
use crate::{Call, Error, Event, Standing, Standings};

fn remove(name: &str) -> Call<Test> {
	Call::remove_standing { provider: account(name) }
}

/// Bob has not answered.
fn marked() {
	let bonus = redeemed();
	go_to(System::block_number() + ANSWER + 1);
	assert_ok!(send("dave", Call::remove_bonus { bonus }));
	forget_events();
}

fn unanswered(count: u32) -> Standing {
	Standing { unanswered: count, ..Default::default() }
}

#[test]
fn a_standing_goes_with_its_identity_from_account_to_account() {
	execute(|| {
		marked();
		move_identity("bob", "carol");
		assert_eq!(Incentives::standing(account("carol")), unanswered(1), "moving away does not help");
		block(&by("miner"), || {
			assert_ok!(attach("carol"));
		});
		assert_ok!(send("miner", Call::redeem_bonus { bonus: 1 }));
		go_to(System::block_number() + ANSWER + 1);
		assert_ok!(send("dave", Call::remove_bonus { bonus: 1 }));
		move_identity("carol", "erin");
		for name in ["bob", "carol", "erin"] {
			assert_eq!(Incentives::standing(account(name)), unanswered(2), "{name}");
		}
		assert_eq!(Incentives::standing(account("dave")), Standing::default());
	});
}

#[test]
fn it_stays_as_long_as_its_participant() {
	execute(|| {
		marked();
		assert_noop!(send_from(RuntimeOrigin::none(), remove("bob")), UNSIGNED);
		assert_noop!(send_from(RuntimeOrigin::root(), remove("bob")), UNSIGNED);
		for name in ["bob", "dave"] {
			assert_noop!(send(name, remove("bob")), Error::<Test>::ProviderNotGone);
		}
		assert_noop!(send("dave", remove("carol")), Error::<Test>::NoStanding);
		// The account is no participant any more, but its identity is another's.
		move_identity("bob", "carol");
		assert_noop!(send("carol", remove("bob")), Error::<Test>::ProviderNotGone);
		assert_eq!(Incentives::standing(account("carol")), unanswered(1));
	});
}

#[test]
fn when_the_participant_is_gone_anyone_removes_it_without_a_fee() {
	execute(|| {
		marked();
		leave("bob");
		let anyone = RuntimeOrigin::signed(account("mallory"));
		let done = Incentives::remove_standing(anyone, account("bob")).expect("is gone");
		assert_eq!(done.pays_fee, Pays::No);
		assert_eq!(events(), [Event::StandingRemoved { provider: account("bob") }]);
		assert_eq!(Standings::<Test>::iter().count(), 0);
		assert_noop!(send("mallory", remove("bob")), Error::<Test>::NoStanding);
	});
}
