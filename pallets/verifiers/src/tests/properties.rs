use proptest::prelude::*;

use super::{held, status};
use crate::{Planned, Status, mock::*, tolerated};

proptest! {
	#![proptest_config(ProptestConfig { cases: 64, ..Default::default() })]

	/// Whatever is called by whom and when: the invariants hold, finality always has a voter, a voter always has a key and,
	/// unless punished, its bond, and no change of the set asks more of the living than they can finalize.
	#[test]
	fn any_sequence_of_calls_is_sound(steps in prop::collection::vec((0u8..16, 0usize..6, any::<u8>()), 1..120)) {
		ExtBuilder::default().with_verifiers(&NAMES[..3]).build_and_execute(|| {
			for (what, who, random) in steps {
				let name = NAMES[who];
				let root = RuntimeOrigin::root;
				let _ = match what {
					0 => set_keys(name, name),
					1 => Verifiers::apply(signed(name)),
					2 => Verifiers::withdraw_application(signed(name)),
					3 => Verifiers::reject(root(), account(name)),
					4 | 5 => Verifiers::admit(root(), account(name)),
					6 => Verifiers::remove(root(), account(name)),
					7 => Verifiers::leave(signed(name)),
					8 => Verifiers::withdraw_bond(signed(name)),
					9 => Verifiers::stand_down(signed(name)),
					10 => Verifiers::resume(signed(name)),
					11 => Verifiers::pardon(root(), account(name)),
					12 => Verifiers::purge_keys(signed(name)),
					13 if random < 32 && Session::validators().contains(&account(name)) => {
						let _ = send(report(name, random.into()));
						Ok(())
					},
					14 => Verifiers::set_session_length(root(), u64::from(random % 12)),
					_ => {
						let session = Session::current_index();
						for (voter, name) in NAMES.iter().enumerate() {
							if random & (1 << (voter % 8)) != 0 {
								let _ = send_heartbeat(name, session);
							}
						}
						let voters = Session::validators().len();
						go_to_session(session + 1);
						check_change(voters);
						Ok(())
					}
				};
				assert_sound();
				check_voters();
			}
		});
	}
}

fn check_voters() {
	assert!(!Session::validators().is_empty() && !Planned::<Test>::get().is_empty());
	for name in NAMES {
		let voter = Session::validators().contains(&account(name)) || Planned::<Test>::get().contains(&account(name));
		if voter {
			assert!(Session::load_keys(&account(name)).is_some(), "{name} votes without a key");
			assert!(status(name) == Some(Status::Slashed) || held(name) == BOND, "{name} votes without a bond");
		}
	}
}

/// Those who were stood down for their silence are few enough for the others of their set to finalize that.
fn check_change(voters: usize) {
	let silenced = events()
		.into_iter()
		.filter(|event| matches!(event, crate::Event::StoodDown { missed, .. } if *missed > 0))
		.count();
	assert!(silenced <= tolerated(voters), "{silenced} of {voters}");
	System::reset_events();
}
