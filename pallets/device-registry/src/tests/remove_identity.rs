use frame_support::{assert_noop, assert_ok};

use super::{BAD_ORIGIN, deposited};
use crate::{Accounts, Error, Event, Handles, Identities, IdentityOf, KeyOwner, Keys, mock::*};

#[test]
fn nothing_remains_after_the_retention_and_the_deposit_returns() {
	ExtBuilder::default().with_identity("alice", "plant").build_and_execute(|| {
		let others = deposited("olga");
		for tag in ["1", "2", "3"] {
			assert_ok!(DeviceRegistry::add_keys(signed("alice"), keys("alice", tag)));
		}
		assert_ok!(DeviceRegistry::change_account(signed("alice"), account("olga"), consent(0, 1, "alice", "olga")));
		let remove = |name: &str| DeviceRegistry::remove_identity(signed(name), 0);
		assert_noop!(remove("olga"), Error::<Test>::IdentityNeeded);
		go_to(5);
		assert_ok!(DeviceRegistry::retire_identity(signed("olga")));
		go_to(4 + RETENTION);
		assert_noop!(remove("olga"), Error::<Test>::IdentityNeeded);
		go_to(5 + RETENTION);
		assert_noop!(remove("alice"), Error::<Test>::NotAuthorized);
		assert_noop!(remove("carol"), Error::<Test>::NotAuthorized);
		assert_noop!(DeviceRegistry::remove_identity(RuntimeOrigin::none(), 0), BAD_ORIGIN);
		assert_ok!(remove("olga"));
		assert_eq!(events().pop(), Some(Event::IdentityRemoved { identity: 0 }));
		assert_eq!(deposited("olga"), others);
		assert_eq!(Identities::<Test>::iter().count() + Handles::<Test>::iter().count(), 0);
		assert_eq!(Keys::<Test>::iter().count() + KeyOwner::<Test>::iter().count(), 0);
		assert_eq!(Accounts::<Test>::iter().count() + IdentityOf::<Test>::iter().count(), 0);
		assert_noop!(remove("olga"), Error::<Test>::IdentityNotFound);
		// The string, the keys and the accounts are free, the number is not.
		assert_ok!(DeviceRegistry::leave(signed("alice")));
		let role = bpiiot_primitives::Role::ThirdParty;
		assert_ok!(DeviceRegistry::register_participant(signed("alice"), role, text("alice")));
		assert_ok!(DeviceRegistry::register_identity(signed("alice"), handle("plant"), keys("alice", "0")));
		assert_eq!(DeviceRegistry::identity_by_account(account("alice")).map(|found| found.0), Some(1));
	});
}
