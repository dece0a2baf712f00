use frame_support::{assert_noop, assert_ok};

use super::{UNSIGNED, deposit};
use crate::{Call, Error, Event, Parts, mock::*};

fn remove(number: &str) -> Call<Test> {
	Call::remove_part { part: part(number) }
}

#[test]
fn a_part_goes_off_the_list() {
	ExtBuilder::default().with_deposits().build_and_execute(|| {
		assert_eq!(deposit("bob"), ITEM);
		assert_ok!(send("bob", remove("bearing")));
		assert_eq!(Parts::<Test>::get(account("bob"), part("bearing")), None);
		assert_eq!(deposit("bob"), 0);
		assert_eq!(events(), [Event::PartRemoved { provider: account("bob"), part: part("bearing") }]);
		assert_noop!(send("bob", remove("bearing")), Error::<Test>::UnknownPart);
	});
}

#[test]
fn nobody_removes_the_part_of_another() {
	ExtBuilder::default().build_and_execute(|| {
		for name in ["dave", "alice", "eve"] {
			assert_noop!(send(name, remove("bearing")), Error::<Test>::UnknownPart);
		}
		assert_noop!(send_from(RuntimeOrigin::none(), remove("bearing")), UNSIGNED);
	});
}

#[test]
fn a_part_in_transit_stays_on_the_list() {
	ExtBuilder::default().with_agreement(1_000).completed().build_and_execute(|| {
		assert_noop!(send("bob", remove("bearing")), Error::<Test>::PartInTransit);
		assert_ok!(send("alice", Call::confirm_request { request: 0 }));
		assert_ok!(send("bob", remove("bearing")));
	});
}
