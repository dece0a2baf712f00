use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use crate::{Error, Event, SessionLength, mock::*};

#[test]
fn a_session_ends_after_so_many_blocks() {
	ExtBuilder::default().build_and_execute(|| {
		go_to_session(1);
		assert_eq!(System::block_number(), SESSION);
		assert_ok!(Verifiers::set_session_length(RuntimeOrigin::root(), 3));
		System::assert_last_event(Event::SessionLengthSet { length: 3 }.into());
		go_to_session(3);
		assert_eq!(System::block_number(), SESSION + 6);
		assert_ok!(Verifiers::set_session_length(RuntimeOrigin::root(), 10));
		go_to_session(4);
		assert_eq!(System::block_number(), SESSION + 16);
		// Nine blocks have passed: a session of two is over at once.
		for _ in 0..9 {
			next_block();
		}
		assert_ok!(Verifiers::set_session_length(RuntimeOrigin::root(), 2));
		next_block();
		assert_eq!(Session::current_index(), 5);
	});
}

#[test]
fn within_its_bounds_and_by_the_committee() {
	ExtBuilder::default().build_and_execute(|| {
		for length in [0, 1, 101, u64::MAX] {
			assert_noop!(Verifiers::set_session_length(RuntimeOrigin::root(), length), Error::<Test>::BadSessionLength);
		}
		for length in [2, 100] {
			assert_ok!(Verifiers::set_session_length(RuntimeOrigin::root(), length));
			assert_eq!(SessionLength::<Test>::get(), length);
		}
		for origin in [signed("alice"), RuntimeOrigin::none()] {
			assert_noop!(Verifiers::set_session_length(origin, 5), DispatchError::BadOrigin);
		}
	});
}
