use frame_support::{assert_noop, assert_ok};

use super::UNSIGNED;
use crate::{Agreements, Call, Error, Event, mock::*};

fn publish() -> Call<Test> {
	Call::publish_template { name: text("care"), terms: arbitrated() }
}

fn propose_from(template: u32, provider: &str) -> Call<Test> {
	Call::propose_from_template { template, device: 0, provider: account(provider) }
}

#[test]
fn the_agreement_says_what_the_template_says() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(send("bob", publish()));
		System::reset_events();
		assert_ok!(send("alice", propose_from(0, "bob")));
		let made = Agreements::<Test>::get(0).expect("made");
		assert_eq!((made.terms, made.template), (arbitrated(), Some(0)));
		assert_eq!(
			events(),
			[Event::AgreementProposed {
				agreement: 0,
				device: 0,
				owner: account("alice"),
				provider: account("bob"),
				template: Some(0)
			}]
		);
		// What was made from it outlives it.
		assert_ok!(send("bob", Call::retire_template { template: 0 }));
		assert_ok!(send("bob", Call::accept_agreement { agreement: 0 }));
		assert_noop!(send("alice", propose_from(0, "bob")), Error::<Test>::TemplateNotFound);
	});
}

#[test]
fn a_providers_template_is_for_that_provider() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(send("bob", publish()));
		assert_noop!(send("alice", propose_from(0, "dave")), Error::<Test>::WrongProvider);
		assert_noop!(send("alice", propose_from(1, "bob")), Error::<Test>::TemplateNotFound);
		for name in ["carol", "bob", "eve", "robot"] {
			assert_noop!(send(name, propose_from(0, "bob")), Error::<Test>::NotOwner);
		}
		assert_noop!(send_from(RuntimeOrigin::none(), propose_from(0, "bob")), UNSIGNED);
		let call = Call::propose_from_template { template: 0, device: 9, provider: account("bob") };
		assert_noop!(send("alice", call), Error::<Test>::UnknownDevice);
	});
}

#[test]
fn the_committees_template_is_checked_against_the_provider_that_is_chosen() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(send_from(RuntimeOrigin::root(), publish()));
		assert_ok!(send("alice", propose_from(0, "bob")));
		assert_noop!(send("alice", propose_from(0, "dave")), Error::<Test>::UnknownPart);
		assert_ok!(send("dave", set_part("bearing", 1)));
		assert_ok!(send("alice", propose_from(0, "dave")));
		for name in ["alice", "eve", "robot", "nobody"] {
			assert_noop!(send("alice", propose_from(0, name)), Error::<Test>::NotServiceProvider);
		}
	});
}

#[test]
fn a_part_that_has_left_the_list_since_is_noticed() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(send("bob", publish()));
		assert_ok!(send("bob", Call::remove_part { part: part("bearing") }));
		assert_noop!(send("alice", propose_from(0, "bob")), Error::<Test>::UnknownPart);
	});
}
