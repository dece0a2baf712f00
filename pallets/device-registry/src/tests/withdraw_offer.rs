use frame_support::{assert_noop, assert_ok};

use super::{BAD_ORIGIN, deposited};
use crate::{Error, Event, Terms, mock::*};

#[test]
fn the_owner_withdraws_and_the_other_declines() {
	ExtBuilder::default().with_device("alice", "robot", 0).build_and_execute(|| {
		let before = deposited("alice");
		for by in ["alice", "olga"] {
			assert_ok!(DeviceRegistry::offer_device(signed("alice"), 0, account("olga"), Terms::Transfer));
			assert_ok!(DeviceRegistry::withdraw_offer(signed(by), 0));
			assert_eq!(events().pop(), Some(Event::OfferWithdrawn { device: 0, by: account(by) }));
			assert_eq!(deposited("alice"), before);
		}
		assert_noop!(
			DeviceRegistry::accept_device(signed("olga"), 0, claim("robot", &account("olga"))),
			Error::<Test>::NotOffered
		);
	});
}

#[test]
fn nobody_else_does() {
	ExtBuilder::default().with_device("alice", "robot", 0).build_and_execute(|| {
		assert_noop!(DeviceRegistry::withdraw_offer(signed("alice"), 0), Error::<Test>::NotOffered);
		assert_noop!(DeviceRegistry::withdraw_offer(signed("alice"), 9), Error::<Test>::NotFound);
		assert_ok!(DeviceRegistry::offer_device(signed("alice"), 0, account("olga"), Terms::Transfer));
		for name in ["bob", "carol", "robot"] {
			assert_noop!(DeviceRegistry::withdraw_offer(signed(name), 0), Error::<Test>::NotAuthorized);
		}
		assert_noop!(DeviceRegistry::withdraw_offer(RuntimeOrigin::none(), 0), BAD_ORIGIN);
	});
}
