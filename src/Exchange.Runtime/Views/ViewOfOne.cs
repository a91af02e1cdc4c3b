using Exchange.Engine;

namespace Exchange.Runtime;

/// <summary>
/// The view of one market or one account. The writer holds its lock from the first event of a batch that touches it to the batch's end, so a
/// reader, who takes the same lock, sees all of a batch or nothing of it.
/// </summary>
internal abstract class ViewOfOne
{
    private bool _isHeld;

    /// <summary>The last sequence whose events touched it.</summary>
    public long LastSequence { get; protected set; }

    /// <summary>Takes the lock for the rest of the batch. True the first time in a batch: then <see cref="Release"/> must follow.</summary>
    public bool Touch(in EventHeader header)
    {
        var isFirst = !_isHeld;
        if (isFirst)
        {
            Monitor.Enter(this);
            _isHeld = true;
        }

        LastSequence = header.Sequence;
        return isFirst;
    }

    /// <summary>Ends the batch for this view.</summary>
    public void Release()
    {
        EndBatch();
        _isHeld = false;
        Monitor.Exit(this);
    }

    /// <summary>Brings up to date what is read without the lock.</summary>
    protected virtual void EndBatch()
    {
    }
}
