use bpiiot_primitives::sharing::{Access, Answer, Basis, Kind, Mode, Purpose};
use frame_support::assert_ok;

use crate::{Call, mock::*};

#[test]
fn a_provider_keeps_data_and_a_third_party_reads_them_by_the_devices_authority() {
	ExtBuilder::default().build_and_execute(|| {
		// Bob keeps the robot's data; erin is to see some of them. Both accept.
		assert_ok!(send("alice", establish(robot(), "bob", Kind::Keeper)));
		assert_ok!(send("bob", Call::accept { relationship: 0 }));
		assert_ok!(send("erin", establish(robot(), "erin", Kind::Viewer)));
		assert_ok!(send("robot", Call::accept { relationship: 1 }));

		// Bob adds a record. It counts when the robot has verified it.
		assert_ok!(send("bob", add_record(0)));
		assert_ok!(send("robot", verify(0)));

		// Alice lets erin read it. Bob's gatekeeper asks the chain before it answers erin.
		assert_ok!(send("alice", grant("erin", tag(TAG), terms(Mode::Read))));
		let pointer = pointer(BASE);
		let basis = Basis::Permission(Purpose::Diagnosis);
		let allowed = Answer::Allowed(Access { basis, version: Some(1), pointer });
		assert_eq!(DataSharing::may(account("erin"), 0, Mode::Read, None, 1), allowed);
	});
}
