//! The errors; imported into the pallet in `lib.rs`.

use frame_support::pallet_macros::pallet_section;

/// The pallet's errors.
#[pallet_section]
mod errors {
	/// Why a call was refused.
	#[pallet::error]
	pub enum Error<T> {
		/// The account is not registered as a participant, or not any more; or it is the device of such a one.
		NotRegistered,
		/// The partner is not registered as a service provider, and only such can keep a device's data.
		NotServiceProvider,
		/// There is no device with this number.
		UnknownDevice,
		/// The account is on neither side of the relationship.
		NotParty,
		/// Only the device, its owner, or the alias itself can do this.
		NotDeviceSide,
		/// Only the provider that keeps the relationship's data can do this.
		NotKeeper,
		/// Only the provider, or a viewer with permission to write, can change the record.
		NotWriter,
		/// Only the author of the proposal can withdraw it.
		NotAuthor,
		/// The partner's identity does not belong to this account, or still belongs to the partner's.
		NotSuccessor,
		/// The proposal does not ask this account to attest it.
		NotAttestor,
		/// The account may neither give nor take back this permission.
		NotAuthorised,
		/// The partner is on the device's own side.
		SameParty,
		/// One cannot accept one's own invitation.
		OwnInvitation,
		/// The two have a relationship that has not ended.
		AlreadyExists,
		/// The account has as many unanswered invitations as it can have.
		TooManyInvitations,
		/// There is no relationship with this number.
		RelationshipNotFound,
		/// The relationship does not wait for an answer.
		NotEstablished,
		/// The relationship has not been accepted.
		NotAccepted,
		/// The relationship is not open: not accepted yet, suspended, or ended; or it was suspended and ended in this block.
		NotOpen,
		/// The relationship is not suspended.
		NotSuspended,
		/// The relationship has ended already.
		AlreadyEnded,
		/// The relationship has not ended.
		NotEnded,
		/// The relationship still has records, proposals or permissions.
		NotEmpty,
		/// The device's side still has time to take the deposits over.
		KeepPeriodRunning,
		/// As many proposals wait for the device's side as can.
		TooManyProposals,
		/// There is no record with this number, or none in effect, or it belongs to another relationship.
		RecordNotFound,
		/// No proposal waits for this record.
		ProposalNotFound,
		/// A proposal waits for this record; it has to be verified, refused or withdrawn first.
		ProposalOpen,
		/// The device's side has verified the proposal already.
		AlreadyVerified,
		/// The device's side has not verified the proposal.
		NotVerified,
		/// The proposal is not the one that the hash names.
		ChangedMeanwhile,
		/// The proposal offers no bonus query that could be agreed to.
		NoBonusOffered,
		/// A bonus query needs a device of the registry; an alias has none.
		BonusNeedsDevice,
		/// The bonus query's column has no valid name.
		InvalidColumn,
		/// The data have so few rows that an aggregate would give single rows away.
		TooFewRows,
		/// The attestor has answered already.
		AlreadyAttested,
		/// The tag is empty, or has a character other than a-z, 0-9 and `_ . / -`.
		InvalidTag,
		/// The host is empty, or has a character that no address has.
		InvalidHost,
		/// The record has no query string.
		NoPointer,
		/// A query string is not one SELECT in printable ASCII without `;` and comments.
		InvalidQuery,
		/// A query string is named twice.
		DuplicateQuery,
		/// The summary has no rows.
		EmptySummary,
		/// The summary ends before it begins.
		SummaryOutOfOrder,
		/// The summary's last row lies in the future.
		SummaryInFuture,
		/// The quorum has no attestors, names one twice, or needs none or more than there are.
		InvalidQuorum,
		/// An attestor is the author, the provider or on the device's side.
		AttestorNotIndependent,
		/// An attestor has no open relationship with the device.
		AttestorNotAuthorised,
		/// The provider needs no permission on the data that it keeps.
		OwnRecord,
		/// The viewer has no open relationship with the device.
		ViewerNotAuthorised,
		/// The permission would have expired already.
		ExpiryInPast,
		/// The record has no such additional query string.
		UnknownQuery,
		/// There is no such permission.
		PermissionNotFound,
		/// The batch has no receipts.
		EmptyBatch,
		/// The batch does not begin after the block in which the one before it ends, ends before it begins, or ends in the future.
		InvalidRange,
		/// The batch lists receipts that its counts or its range leave out.
		WrongCounts,
		/// The root is not that of the receipts that the batch lists.
		WrongRoot,
		/// No notice with this number has been sent yet.
		NotSentYet,
		/// The free balance does not cover the deposit.
		CannotPayDeposit,
		/// All numbers have been given out.
		NumbersExhausted,
		/// A count is greater than the largest number.
		Overflow,
		/// The account does not pay the deposit, and is not, or not any more, on the device's side.
		NotPayer,
		/// The one who has sent the invitation does not act for the device any more.
		InvitationVoid,
		/// The record is attested, so a change of it needs a quorum that is no smaller.
		QuorumNeeded,
		/// The author of the proposal may not write any more.
		AuthorNotAuthorised,
		/// The summary of an alias's data tells more than days and powers of two.
		SummaryTooFine,
		/// The batch lists a receipt twice.
		DuplicateReceipt,
	}
}
